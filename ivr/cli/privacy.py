"""For whoever answers for personal data: what is kept how long, and about whom."""

import json
import os
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ivr.cli.command_database import command_database
from ivr.cli.common import local_settings, plain_errors
from ivr.config.settings import Settings
from ivr.privacy.data_subject import DataSubject
from ivr.privacy.retention import RetentionLimits
from ivr.privacy.retention import purge as purge_old
from ivr.storage.recordings import Recordings
from models.base import WRITING
from models.sealed import vault_of


@click.command()
@click.option("--dry-run", is_flag=True, help="Only count what would go.")
@plain_errors(SQLAlchemyError)
def purge(dry_run: bool) -> None:
    """Delete records and recordings older than the settings KEEP_..._DAYS allow."""
    settings = local_settings()
    with _session(settings) as session, session.begin():
        recordings = _recordings(settings, session)
        counts = purge_old(session, recordings, RetentionLimits.of(settings), dry_run=dry_run)
    for kind, count in counts.items():
        click.echo(f"{kind}: {count} {'would be ' if dry_run else ''}deleted")


@click.group()
def person() -> None:
    """Everything about one person, found by member number, phone or both."""


_NUMBER = click.option("--number", default="", help="Member number.")
_PHONE = click.option("--phone", default="", help="Phone number.")


@person.command()
@_NUMBER
@_PHONE
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@plain_errors(SQLAlchemyError)
def export(number: str, phone: str, file: Path) -> None:
    """Write all that is kept about a person to FILE (JSON, readable by you alone)."""
    settings = _asked_for(number, phone)
    with _session(settings) as session, session.begin():
        data = DataSubject(session, _recordings(settings, session), number, phone).export()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(data, out, ensure_ascii=False, indent=1)
    for kind, found in data.items():
        click.echo(f"{kind}: {len(found)}")


@person.command()
@_NUMBER
@_PHONE
@click.confirmation_option(prompt="This cannot be undone. Erase?")
@plain_errors(SQLAlchemyError)
def erase(number: str, phone: str) -> None:
    """Erase all that is kept about a person; the audit keeps that it was done, not about whom."""
    settings = _asked_for(number, phone)
    with _session(settings) as session, session.begin():
        counts = DataSubject(session, _recordings(settings, session), number, phone).erase()
    for kind, count in counts.items():
        click.echo(f"{kind}: {count} erased")


def _asked_for(number: str, phone: str) -> Settings:
    if not (number or phone):
        raise click.UsageError("Give --number, --phone or both.")
    return local_settings()


def _session(settings: Settings) -> Session:
    return Session(command_database(settings).execution_options(**WRITING))


def _recordings(settings: Settings, session: Session) -> Recordings:
    return Recordings(settings.var / "recordings", vault_of(session))
