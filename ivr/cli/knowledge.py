"""For those who write the knowledge: ask, check, test, calibrate, exchange, editions."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from ivr.cli.command_database import upgraded_database
from ivr.cli.common import local_settings, plain_errors, print_json
from ivr.prompts import catalogue
from ivr.storage import corrections
from kb.content import library, yaml_io
from kb.content.library import KnowledgeError, library_of, read_items
from kb.content.seed_files import CONTENT, CONTENT_TESTS
from kb.content.validation import validated
from kb.contract import Reading
from kb.editions import publishing
from kb.editions.edition_store import NothingToPublishError
from kb.editions.publishing import RefusedError, Verdict
from kb.editions.seed_sync import published_items, published_library
from kb.engine import Knowledge
from kb.evaluation.content_tests import read_content_tests, run_own_phrases, run_sayings, sayings_of
from kb.evaluation.labelled import SAMPLES
from kb.evaluation.recalibrate import recalibrate
from kb.matching import embedding
from models import clock
from models.base import sessions
from models.database import Database, DatabaseAwayError
from models.knowledge import KnowledgeEdition
from models.review import Review

HERE = "(command line)"

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def kb() -> None:
    """The knowledge base."""


@kb.command()
@click.argument("text", required=False)
@click.option("--file", type=_FILE, help="TSV with a column 'text'; one answer a line.")
@click.option("--json", "as_json", is_flag=True, help="Print the topic contract's JSON.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Answer as on this day.")
@plain_errors(KnowledgeError, ValueError)
def ask(text: str | None, file: Path | None, as_json: bool, today: datetime | None) -> None:
    """What the hotline makes of TEXT, and what it would answer."""
    if (text is None) == (file is None):
        raise click.UsageError("give either TEXT or --file")
    settings = local_settings()
    knowledge = Knowledge(published_library(settings.database), settings.strict_kb)
    day = today.date() if today else clock.today()
    if file:
        for said in _column(file, "text"):
            print_json({"text": said, **_asked(knowledge, said, day)})
        return
    answer = _asked(knowledge, text or "", day)
    print_json(answer) if as_json else _print_answer(answer)


def _asked(knowledge: Knowledge, text: str, today: date) -> dict[str, Any]:
    return knowledge.respond([Reading(text)], today).as_contract()


def _column(path: Path, name: str) -> list[str]:
    """The texts of one column of a TSV. Raises `ValueError` when there is no such column."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if name not in (rows.fieldnames or ()):
            raise ValueError(f"{path} has no column '{name}'; its first line must name it")
        return [row[name] or "" for row in rows]


def _print_answer(answer: dict) -> None:
    what = " ".join(answer[part] for part in ("topic", "illness", "aspect") if answer[part])
    click.echo(f"{answer['decision']}: {what} ({answer['confidence']:.2f})")
    if answer["answer"]:
        click.echo(answer["answer"])
    for other in answer["alternatives"]:
        what = " ".join(other[part] for part in ("topic", "illness", "aspect") if other[part])
        click.echo(f"  or {what} ({other['confidence']:.2f})")


@kb.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=CONTENT)
@plain_errors()
def check(folder: Path) -> None:
    """Check the content files in FOLDER and the hotline's prompts; names file, line and fault."""
    faults = [str(fault) for fault in library.check(folder)]
    try:
        catalogue.load()
    except catalogue.PromptError as error:
        faults.append(str(error))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} faults; nothing was changed")
    click.echo("The knowledge and the prompts are sound.")


@kb.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), required=False)
@plain_errors(KnowledgeError)
def test(folder: Path | None) -> None:
    """Run the content tests in FOLDER, or those of the published knowledge itself."""
    items = published_items(local_settings().database)
    sayings = read_content_tests(folder) if folder else sayings_of(validated(items))
    known = library_of(items)
    knowledge = Knowledge(known)
    failures = [
        *run_sayings(known, knowledge, sayings, clock.today()),
        *run_own_phrases(known, knowledge),
    ]
    for failure in failures:
        click.echo(str(failure), err=True)
    if failures:
        raise click.ClickException(f"{len(failures)} content tests failed")
    click.echo("All content tests passed.")


@kb.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=SAMPLES)
@plain_errors(KnowledgeError, ValueError)
def calibrate(folder: Path) -> None:
    """Learn the thresholds from the labelled utterances in FOLDER and print how well they do.

    What operators corrected in the console is learned from as well. Learns how sound and meaning go
    together, and apart from that how to go by sound alone where meaning is not installed.
    """
    known = library.load()
    further = corrections.samples(_corrections(), known)
    encoder = embedding.load()
    if encoder:
        print_json(recalibrate(known, folder, further=further, encoder=encoder))
    print_json(recalibrate(known, folder, further=further))


def _corrections() -> list[Review]:
    try:
        return corrections.read(local_settings())
    except SQLAlchemyError as error:
        click.echo(f"Without the corrections of operators: {type(error).__name__}.", err=True)
        return []


@kb.command("corrections")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@plain_errors(SQLAlchemyError, OSError)
def write_corrections(target: Path) -> None:
    """Write what operators corrected to TARGET, a TSV of labelled utterances."""
    found = corrections.read(local_settings())
    corrections.write(found, target)
    click.echo(f"{len(found)} corrections written to {target}.")


@kb.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@plain_errors(KnowledgeError, OSError)
def export(target: Path) -> None:
    """Write all published content to the one file TARGET."""
    items = published_items(local_settings().database)
    yaml_io.export(target, items)
    click.echo(f"{len({item.file for item in items})} files written to {target}.")


@kb.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@plain_errors(
    KnowledgeError, RefusedError, OSError, UnicodeDecodeError, SQLAlchemyError, DatabaseAwayError
)
def import_(source: Path) -> None:
    """Replace all content by SOURCE, an exported file or a folder of content files, if it has no
    fault. Running servers answer from it within seconds."""
    if source.is_dir():
        items = read_items(source, CONTENT_TESTS)
    else:
        items = yaml_io.read_export(source.name, source.read_text(encoding="utf-8"))
    edition, verdict = publishing.publish_items(_database(), items, HERE)
    _tell_failing(verdict)
    files = len({item.file for item in items})
    click.echo(f"{files} files taken from {source}: edition {edition}.")


@kb.command("editions")
@plain_errors(SQLAlchemyError, DatabaseAwayError)
def editions() -> None:
    """Print what was published when, and by whom."""
    with _database().reading() as session:
        for edition in session.query(KnowledgeEdition).order_by(KnowledgeEdition.number):
            again = f"  = edition {edition.restores}" if edition.restores else ""
            click.echo(f"{edition.number}  {edition.at:%Y-%m-%d %H:%M} UTC  {edition.by}{again}")


@kb.command("restore")
@click.argument("number", type=int)
@plain_errors(RefusedError, SQLAlchemyError, DatabaseAwayError, NothingToPublishError, LookupError)
def restore(number: int) -> None:
    """Take edition NUMBER up again; running servers answer from it within seconds."""
    edition, verdict = publishing.restore(_database(), number, HERE)
    _tell_failing(verdict)
    click.echo(f"Edition {edition} is edition {number} again.")


def _tell_failing(verdict: Verdict) -> None:
    """Say it where tests fail, which does not stop whoever has this command line."""
    if verdict.failures:
        count = len(verdict.failures)
        click.echo(f"{count} content tests fail; `hotline kb test` names them.", err=True)


def _database() -> Database:
    """The database, its tables made or brought up to date first."""
    return Database(sessions(upgraded_database(local_settings())))
