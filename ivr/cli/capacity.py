"""How many calls this machine can serve by speech."""

import click

from ivr.capacity.measure import FILE
from ivr.cli.common import local_settings, plain_errors, print_json
from ivr.services.build import build_services


@click.command()
@click.option("--again", is_flag=True, help="Measure anew; do it while the machine is idle.")
@plain_errors()
def capacity(again: bool) -> None:
    """Show how many calls by speech the machine holds; measured where that is not known yet."""
    settings = local_settings(speech_calls="auto")
    if again:
        (settings.var / FILE).unlink(missing_ok=True)
    services = build_services(settings)
    known = services.measured
    if known is None:
        raise click.ClickException(f"There is no recogniser: {services.speech_fault}")
    print_json(
        {
            "machine": known.machine,
            "utterance_seconds": known.utterance_seconds,
            "listening_share": known.listening_share,
            "calls": round(known.calls, 1),
            "workers": settings.workers * settings.servers_here,
            "lines_per_worker": services.slots.most,
        }
    )
