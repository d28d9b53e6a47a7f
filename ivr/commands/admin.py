"""For whoever runs the hotline: database and members."""

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from ivr.commands.common import plain_errors, trial_settings
from models import member_file, migrate
from models.base import connect, sessions


@click.group()
def db() -> None:
    """The database."""


@db.command()
@plain_errors(SQLAlchemyError)
def upgrade() -> None:
    """Bring the database to the newest schema."""
    url = trial_settings().database
    migrate.upgrade(connect(url))
    click.echo("The database is up to date.")


@click.group()
def members() -> None:
    """The members' records."""


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@plain_errors(member_file.MemberFileError, SQLAlchemyError)
def import_(file: Path) -> None:
    """Add or update members from a CSV FILE: all rows, or none if one is wrong."""
    count = member_file.import_members(sessions(connect(trial_settings().database)), file)
    click.echo(f"{count} members imported.")
