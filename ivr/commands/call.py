"""Place calls: simulated ones over the wire, a text console, the demo."""

import uuid

import click

from ivr.commands.common import plain_errors, trial_settings
from ivr.simulator.cli import call as call

__all__ = ["call", "chat", "demo"]


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
def demo() -> None:
    """Start a server and place simulated calls at natural speed; fails if one misses its outcome."""
    from ivr.demo.run import run

    raise SystemExit(0 if run() else 1)
