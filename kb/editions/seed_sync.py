"""Content files as editions: taken in while nobody has published, and read back for commands.

While nobody has published in the console the content files are followed: when they change, the next
start makes an edition of them. After that they are only what a new database begins with.
"""

import contextlib
from pathlib import Path

import structlog
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from kb.content.item import ContentItem
from kb.content.library import Library, library_of, read_items
from kb.content.seed_files import CONTENT, CONTENT_TESTS, digest_of
from kb.editions import edition_store as editions
from kb.editions import shipped
from kb.editions.edition_store import items_in_force
from kb.editions.plans import Plan, plan_of_replacing
from kb.editions.publishing import judge, publish, require
from models.base import connect, sessions
from models.database import Database

FROM_FILES = "(content files)"
"""Who made an edition that came from the files."""

log = structlog.get_logger()


def sync_seed_files(
    database: Database, content: Path = CONTENT, tests: Path = CONTENT_TESTS
) -> None:
    """Make an edition of the content files where no edition is in force, or an older one of files.

    Raises `KnowledgeError` for files with faults, `RefusedError` for what may not be published, and
    `DatabaseAwayError`.
    """
    digest = digest_of(content, tests)
    with database.reading() as session:
        if not _behind(session, digest):
            return
        items = read_items(content, tests)
        plan = plan_of_replacing(session, items, digest)
    verdict = judge(plan)
    try:
        with database.session() as session:
            if _behind(session, digest):
                plan = plan_of_replacing(session, items, digest)
                edition = publish(session, plan, verdict, FROM_FILES, insist=True)
                log.info("edition made of the content files", edition=edition.number)
    except IntegrityError:
        log.info("another process has made an edition of the content files")


def check_seed_files() -> None:
    """Make sure that calls may be answered from the content files while there is no edition.

    Raises `KnowledgeError` or `RefusedError`.
    """
    plan = Plan("content files", [], shipped.read_shipped())
    require(judge(plan), plan, insist=True)


def _behind(session: Session, digest: str) -> bool:
    newest = editions.newest(session)
    return newest is None or bool(newest.digest and newest.digest != digest)


def published_items(database: str) -> list[ContentItem]:
    """Read what a command answers from where the database is at this URL; nothing is written.

    That is the edition in force if staff published it, else the content files; those, too, where
    the database cannot be read. A server that refuses the files goes on with its last edition, a
    command does not. Raises `KnowledgeError`.
    """
    file = make_url(database).database or ""
    if database.startswith("sqlite") and not Path(file).exists():
        return read_items(CONTENT, CONTENT_TESTS)  # opening it would make an empty one
    engine = connect(database)
    try:
        with contextlib.suppress(SQLAlchemyError), sessions(engine)() as session:
            newest = editions.newest(session)
            if newest and not newest.digest:
                return items_in_force(session, newest.number)
    finally:
        engine.dispose()
    return read_items(CONTENT, CONTENT_TESTS)


def published_library(database: str) -> Library:
    """Lay out `published_items` as a library. Raises `KnowledgeError`."""
    return library_of(published_items(database))
