"""Place calls: simulated ones over the wire, a text console, the demo."""

import uuid
from pathlib import Path

import click

from ivr.caller_voice import caller_voice
from ivr.commands.common import plain_errors, trial_settings
from ivr.simulator.cli import call_command


def _speak(text: str) -> Path:
    var = trial_settings().var
    return caller_voice(var / "weights", var / "callers")(text)


call = call_command(_speak)


@click.command()
@plain_errors()
def chat() -> None:
    """Talk to the hotline by keyboard."""
    from ivr import house
    from ivr.chat import HELP
    from ivr.chat import chat as hold

    board = house.build(trial_settings(engine="none", synthesizer="none"))
    click.echo(HELP)
    sid = f"chat-{uuid.uuid4().hex}"
    hold(board.calls, board.catalogue, sid, lambda: input("> "), click.echo)


@click.command()
@click.argument("names", nargs=-1)
@plain_errors()
def demo(names: tuple[str, ...]) -> None:
    """Start a server and place simulated calls at natural speed; fails if one misses its outcome.

    NAMES are calls of tests/calls/demo.yaml; all of them if none is given.
    """
    from ivr.demo.run import run

    raise SystemExit(0 if run(names) else 1)
