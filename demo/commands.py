"""`hotline call` and `hotline demo`: simulated calls over the wire, with voices of our own."""

from pathlib import Path

import click

from demo.caller_voice import caller_voice
from ivr.cli.common import local_settings, plain_errors
from simulator.cli import call_command


def _speak(text: str) -> Path:
    var = local_settings().var
    return caller_voice(var / "weights", var / "callers")(text)


call = call_command(_speak)


@click.command()
@click.argument("names", nargs=-1)
@plain_errors()
def demo(names: tuple[str, ...]) -> None:
    """Start a server and place simulated calls at natural speed; fails if one misses its outcome.

    NAMES are calls of demo/calls.yaml; all of them if none is given.
    """
    from demo.plan import load
    from demo.run import run

    planned = [plan.name for plan in load()]
    if unknown := set(names).difference(planned):
        raise click.BadParameter(
            f"no such call: {', '.join(sorted(unknown))}; there are {', '.join(planned)}"
        )
    raise SystemExit(0 if run(names) else 1)
