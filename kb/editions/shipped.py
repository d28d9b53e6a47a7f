"""The content this version comes with, and the record that it has passed its dry run.

Whoever changes a file under `kb/seed` runs `python -m kb.editions.shipped`: it tries the content and
keeps the record. Files that are changed at an installation have no record and are tried there.
"""

import hashlib
import json
from collections.abc import Iterable

import click

from kb.content.item import ContentItem
from kb.content.library import read_items
from kb.content.seed_files import CONTENT, CONTENT_TESTS
from kb.evaluation.dry_run import dry_run
from models import clock

RECORD = CONTENT.parent / "passed.sha256"


def read_shipped() -> list[ContentItem]:
    """The content files and their tests. Raises `KnowledgeError`."""
    return read_items(CONTENT, CONTENT_TESTS)


def has_passed(items: Iterable[ContentItem]) -> bool:
    """Whether `items` are exactly the shipped content that was tried."""
    return RECORD.read_text(encoding="utf-8").strip() == _digest(items)


def _digest(items: Iterable[ContentItem]) -> str:
    """Names what published items say, wherever they stand."""
    published = [item for item in items if item.status == "published"]
    said = sorted((item.id, item.section, item.body) for item in published)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@click.command()
def main() -> None:
    """Try the shipped content and record that it has passed."""
    items = read_shipped()
    report = dry_run([], items, [], clock.today())
    wrong = [*report.faults, *report.failures]
    for one in wrong:
        click.echo(str(one))
    if wrong:
        raise click.ClickException(f"{len(wrong)} faults or failing tests; nothing was recorded")
    RECORD.write_text(_digest(items) + "\n", encoding="utf-8")
    click.echo("The content has passed.")


if __name__ == "__main__":
    main()
