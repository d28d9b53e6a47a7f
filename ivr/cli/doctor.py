"""A look at what is installed."""

import click

from ivr.cli.common import local_settings, plain_errors
from ivr.cli.installation import examine


@click.command()
@plain_errors()
def doctor() -> None:
    """What is there, what is missing, and what to do about it."""
    findings = examine(local_settings())
    for finding in findings:
        mark = "ok     " if finding.well else "MISSING" if finding.needed else "note   "
        click.echo(f"{mark} {finding.what}: {finding.found}")
        if finding.advice:
            click.echo(f"        -> {finding.advice}")
    if not all(f.well for f in findings if f.needed):
        raise SystemExit(1)
