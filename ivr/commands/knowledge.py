"""For those who write the knowledge: ask, check, test, calibrate, exchange."""

from datetime import date, datetime
from pathlib import Path

import click

from ivr.commands.common import plain_errors, print_json, trial_settings
from ivr.prompts import catalogue
from kb import command, exchange, library
from kb.library import CONTENT, KnowledgeError

CONTENT_TESTS = Path(__file__).resolve().parents[2] / "tests" / "kb" / "content"

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
    asker = command.Asker(library.load(), strict=trial_settings().strict_kb)
    day = today.date() if today else date.today()
    found = asker.ask_file(file, day) if file else [{"text": text, **asker.ask(text or "", day)}]
    for answer in found:
        if file is None:
            del answer["text"]
        print_json(answer) if as_json or file else _print_answer(answer)


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
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=CONTENT_TESTS)
@plain_errors(KnowledgeError)
def test(folder: Path) -> None:
    """Run the content tests in FOLDER."""
    failures = command.test(library.load(), folder, date.today())
    for failure in failures:
        click.echo(str(failure), err=True)
    if failures:
        raise click.ClickException(f"{len(failures)} content tests failed")
    click.echo("All content tests passed.")


@kb.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=command.SAMPLES)
@plain_errors(KnowledgeError, ValueError)
def calibrate(folder: Path) -> None:
    """Learn the thresholds from the labelled utterances in FOLDER and print how well they do."""
    print_json(command.recalibrate(library.load(), folder))


@kb.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@plain_errors(KnowledgeError, OSError)
def export(target: Path) -> None:
    """Write all content to the one file TARGET."""
    click.echo(f"{exchange.export(target)} files written to {target}.")


@kb.command("import")
@click.argument("source", type=_FILE)
@plain_errors(KnowledgeError, OSError)
def import_(source: Path) -> None:
    """Replace all content by the exported file SOURCE, if it has no fault."""
    click.echo(f"{exchange.import_(source)} files taken from {source}.")
