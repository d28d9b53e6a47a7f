"""For whoever runs the hotline: the database and the members' records."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from ivr.cli import keys, member_faults
from ivr.cli.command_database import command_database
from ivr.cli.common import local_settings, plain_errors
from ivr.services.build import open_store
from ivr.storage.log_kinds import fill_in_kinds
from ivr.storage.questions import fill_in, forget_personal
from ivr.storage.store import DatabaseAwayError, JournalError
from models import migrate, union_codes
from models.base import WRITING, connect, sessions
from models.member_export import export_rows
from models.member_faults import MemberFileError
from models.member_file import count_rows, write_rows
from models.member_import import ImportReport, MembersRefusedError, import_members
from models.number_ends import fill_in_ends
from models.renumber import renumber
from models.vault import new_key


@click.group()
def db() -> None:
    """The database."""


@db.command()
@plain_errors(SQLAlchemyError)
def upgrade() -> None:
    """Bring the database to the newest schema."""
    settings = local_settings()
    unsealed = connect(settings.database)
    migrate.upgrade(unsealed)
    unsealed.dispose()
    engine = command_database(settings)
    renumber(engine)
    fill_in_ends(engine)
    open_session = sessions(engine)
    fill_in_kinds(open_session)
    with open_session.begin() as session:
        session.connection(execution_options=WRITING)
        fill_in(session)
        forget_personal(session)
    click.echo("The database is up to date.")


@db.command("new-key")
def new_data_key() -> None:
    """Print a fresh data key for HOTLINE_DATA_KEY. Without it nothing sealed can be read."""
    click.echo(new_key())


@db.command()
@click.option("--refused", is_flag=True, help="Try once more what the database refused before.")
@plain_errors(SQLAlchemyError, DatabaseAwayError, JournalError)
def deliver(refused: bool) -> None:
    """Bring what the local journal holds into the database now; servers do so by themselves.

    After a backup was put back, also what it knows of calls that were going on.
    """
    settings = local_settings()
    store = open_store(settings, command_database(settings))
    if refused:
        store.journal.take_back()
    done = store.deliver_all() + store.deliver_lost()
    click.echo(f"{done.calls} calls delivered.")
    for call, kind in done.refused:
        click.echo(f"refused: {kind} of call {call}")
    if done.refused:
        click.echo("What is refused is set aside; `hotline db deliver --refused` tries it again.")


db.add_command(keys.reseal)
db.add_command(keys.reindex)


@click.group()
def members() -> None:
    """The members' records."""


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option(
    "--codes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=union_codes.SAMPLE,
    help="CSV of union codes (code,name). Default: the sample that comes with the program.",
)
@click.option("--strict-codes", is_flag=True, help="Refuse numbers whose union code is unknown.")
@plain_errors(
    MembersRefusedError,
    MemberFileError,
    union_codes.UnionCodeError,
    SQLAlchemyError,
    told=member_faults.told,
)
def import_(file: Path, dry_run: bool, codes: Path, strict_codes: bool) -> None:
    """Add or update members from a CSV or XLSX FILE: all rows, or none if one is wrong."""
    with _progress(count_rows(file), "rows") as bar:
        report = import_members(
            command_database(local_settings()),
            file,
            union_codes.load(codes),
            strict_codes=strict_codes,
            dry_run=dry_run,
            progress=bar.update,
        )
    _print(report, dry_run)


@members.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@plain_errors(MemberFileError, OSError, SQLAlchemyError, told=member_faults.told)
def export(file: Path) -> None:
    """Write all members to a CSV or XLSX FILE, in the clear: keep it safe."""
    database = sessions(command_database(local_settings()))
    with _progress(None, "rows") as bar:
        count = write_rows(file, _counted(export_rows(database), bar))
    click.echo(f"{count} rows written to {file}.")


@contextmanager
def _progress(total: int | None, unit: str) -> Iterator[tqdm]:
    with tqdm(total=total, unit=unit, disable=None) as bar:  # no bar where there is no terminal
        yield bar


def _counted(rows: Iterator[dict[str, str]], bar: tqdm) -> Iterator[dict[str, str]]:
    for row in rows:
        bar.update()
        yield row


def _print(report: ImportReport, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    click.echo(f"{report.rows} rows read.")
    for name, changes in (("members", report.members), ("coverage periods", report.periods)):
        click.echo(f"{name}: {changes.added} {would}added, {changes.changed} {would}changed.")
    for code, rows in report.unknown_codes.items():
        click.echo(f"Warning: union code {code} is not in the table ({rows} rows).")
