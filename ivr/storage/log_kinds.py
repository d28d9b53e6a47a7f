"""The kind of an entry of a call's log, derived from the name of what was asked.

Entries older than their column have it filled in. An older program that still writes while another
takes its place leaves it empty: `is_act` and `is_no_save` know those, too.
"""

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from models.base import WRITING
from models.call import EntryKind, LogEntry

BATCH = 5_000
"""Entries filled in at once; calls that go on wait no longer than that takes."""


def kind_of(asked: str) -> EntryKind:
    """The kind of an entry: 'lookup:member' is a look-up, 'menu.main' was answered by the caller."""
    kind, colon, _ = asked.partition(":")
    return EntryKind(kind) if colon else EntryKind.ACT


def is_act() -> ColumnElement[bool]:
    """Entries of what callers did."""
    return or_(LogEntry.kind == EntryKind.ACT, LogEntry.kind.is_(None) & (_kind() == EntryKind.ACT))


def is_no_save() -> ColumnElement[bool]:
    """Entries of what callers did, and of what was looked up."""
    return or_(
        LogEntry.kind != EntryKind.SAVE, LogEntry.kind.is_(None) & (_kind() != EntryKind.SAVE)
    )


def fill_in_kinds(open_session: sessionmaker[Session]) -> None:
    """Fill in the kind of entries without one. May be interrupted and repeated."""
    with open_session() as session:
        newest = session.scalar(select(func.max(LogEntry.id))) or 0
    for first in range(0, newest + 1, BATCH):
        batch = update(LogEntry).where(LogEntry.id.between(first, first + BATCH - 1))
        with open_session.begin() as session:
            session.connection(execution_options=WRITING)
            session.execute(batch.where(LogEntry.kind.is_(None)).values(kind=_kind()))


def _kind() -> ColumnElement[str]:
    """The kind, by the database."""
    return case(
        (LogEntry.asked.startswith(f"{EntryKind.LOOKUP}:"), EntryKind.LOOKUP),
        (LogEntry.asked.startswith(f"{EntryKind.SAVE}:"), EntryKind.SAVE),
        else_=EntryKind.ACT,
    )
