"""Run the hotline."""

import os
import sys

import click

from ivr.commands.common import plain_errors
from ivr.settings import load

THREADS = 64
"""Threads of a worker: two for each call by speech, the rest for webhooks."""
STOP_SECONDS = 30


@click.command()
@plain_errors()
def serve() -> None:
    """Serve calls until stopped."""
    settings = load()
    click.echo(f"Hotline on {settings.origin}")
    click.echo(f"  webhook for a Twilio number  {settings.origin}/voice/incoming")
    click.echo(f"  status callback              {settings.origin}/voice/status")
    click.echo(f"  health                       {settings.origin}/health")
    if not settings.check_signatures:
        click.echo("  Signatures are NOT checked: for trials on this machine only.")
    sys.stdout.flush()
    # The matcher's matrices are small: threads of their own cost more than they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.execvp(
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--worker-class=gthread",
            f"--workers={settings.workers}",
            f"--threads={THREADS}",
            f"--bind={settings.host}:{settings.port}",
            f"--graceful-timeout={STOP_SECONDS}",
            "--timeout=120",
            "--log-level=warning",
            "ivr.wsgi:app",
        ],
    )
