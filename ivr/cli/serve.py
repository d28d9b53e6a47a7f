"""Run the hotline."""

import os
import sys

import click

from ivr.cli.common import plain_errors
from ivr.config import weak_secrets
from ivr.config.settings import Settings, SettingsError, load
from ivr.web import metrics_folder, worker

THREADS = 64
"""Threads of a worker: two for each call by speech, the rest for webhooks."""


@click.command()
@plain_errors()
def serve() -> None:
    """Serve calls until stopped."""
    settings = load()
    if faults := weak_secrets.weak(settings):
        raise SettingsError("\n".join(faults))
    click.echo(f"Hotline on {settings.origin}")
    click.echo(f"  webhook for a Twilio number  {settings.origin}/voice/incoming")
    click.echo(f"  status callback              {settings.origin}/voice/status")
    click.echo(f"  health                       {settings.origin}/health")
    if settings.sip_port:
        _tell_of_sip(settings)
    if not settings.check_signatures:
        click.echo("  Signatures are NOT checked: for trials on this machine only.")
    sys.stdout.flush()
    # The matcher's matrices are small: threads of their own cost more than they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Two pools of memory for 64 threads: each keeps what it was given once.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.environ[metrics_folder.FOLDER] = str(metrics_folder.prepared_folder(settings))
    os.execvp(
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--config=python:ivr.web.preload",
            "--worker-class=ivr.drain.Worker",
            f"--workers={settings.workers}",
            f"--threads={THREADS}",
            f"--bind={settings.host}:{settings.port}",
            f"--graceful-timeout={settings.drain_seconds + worker.CLOSING_SECONDS}",
            "--timeout=120",
            "--forwarded-allow-ips=",  # whom to believe is HOTLINE_TRUSTED_PROXIES' business
            "--log-level=warning",
            "ivr.wsgi:app",
        ],
    )


def _tell_of_sip(settings: Settings) -> None:
    """How to call over SIP: by any softphone, or by a simulated caller."""
    address = f"{settings.sip_host}:{settings.sip_port}"
    click.echo(f"  SIP, one port a process      sip:12351@{address}")
    if settings.local:
        click.echo(f"    call it                    hotline call --sip {address} --keys 2")
