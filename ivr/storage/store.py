"""What outlives a call: the database, and the local journal that stands in while it is away."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from ivr.storage.journal import Journal, JournalError, Record
from models.call import Call
from models.database import Database, DatabaseAwayError
from models.vault import Vault

__all__ = ["DatabaseAwayError", "JournalError", "Record", "Store"]

FORGET_SECONDS = 6 * 3600.0
"""Mirrors of calls quiet for so long are dropped: no call lasts that long."""

log = structlog.get_logger()

Deliver = Callable[[Session, str, Record], Any]
"""(session, call, record) -> what delivering it gave. Doing it twice must change nothing."""


@dataclass(frozen=True)
class Delivery:
    """What became of the journal."""

    calls: int
    records: int
    refused: tuple[tuple[str, str], ...]
    """(call, kind) of each record the database will not have; they are set aside."""

    def __add__(self, other: "Delivery") -> "Delivery":
        return Delivery(
            self.calls + other.calls, self.records + other.records, self.refused + other.refused
        )


class Store:
    """Writes to the database, or where that is away to the journal; delivers the journal later."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        vault: Vault,
        delivered: Callable[[], None] = lambda: None,
    ) -> None:
        """`delivered` is called after a delivery: there may be messages to send."""
        self.database = database
        self.journal = journal
        self.vault = vault
        self._delivered = delivered
        self.deliverers: dict[str, Deliver] = {}
        """Kind of record -> how it gets into the database."""
        self._buffered: dict[str, list[Record]] = {}
        """Kept by this process alone: database away and disk full."""

    @contextmanager
    def session(self, call: str) -> Iterator[Session]:
        """A transaction on a database that knows all of the call so far.

        Raises `DatabaseAwayError`, or `IntegrityError`.
        """
        self._catch_up(call)
        with self.database.session() as session:
            yield session

    @contextmanager
    def reading(self, call: str) -> Iterator[Session]:
        """A transaction that only reads, on the same terms. Raises `DatabaseAwayError`."""
        self._catch_up(call)
        with self.database.reading() as session:
            yield session

    def _catch_up(self, call: str) -> None:
        if call in self._buffered or self.journal.has_pending(call):
            self.bring_up_to_date(call)

    def bring_up_to_date(self, call: str) -> None:
        """Let the database know all that this machine knows of a call. Raises `DatabaseAwayError`."""
        try:
            self.deliver(call)
        except JournalError as error:
            raise DatabaseAwayError("the journal cannot be delivered now") from error

    def write(self, call: str, record: Record) -> Any:
        """Keep a record; what delivering it gave, or None when it is in the journal only.

        Raises `IntegrityError` where the database will not have it, and `JournalError` where
        neither place takes it.
        """
        try:
            given = self._written(call, record)
        except DatabaseAwayError:
            with self.journal.locked():
                self.journal.enqueue(call, record)
            return None
        self.journal.mirror(call, record)
        return given or {}

    def _written(self, call: str, record: Record) -> Any:
        try:
            return self._write_once(call, record)
        except IntegrityError:
            # Another server wrote the same at this moment, or the database was put back from a
            # backup and has never heard of the call. What there is now is found and gone on with.
            self.bring_up_to_date(call)
            return self._write_once(call, record)

    def _write_once(self, call: str, record: Record) -> Any:
        with self.session(call) as session:
            return self.deliverers[record["kind"]](session, call, record)

    def buffer(self, call: str, *records: Record) -> None:
        """Remember records in this process: the last resort."""
        log.error("kept in memory only", call=call, kinds=[r["kind"] for r in records])
        self._buffered.setdefault(call, []).extend(records)

    def replay(self, call: str) -> list[Record]:
        """All that this machine knows of the call without the database, in order."""
        return self.journal.read(call) + self._buffered.get(call, [])

    def forget(self, call: str) -> None:
        """Drop what only served to go on with a call that is over."""
        self._buffered.pop(call, None)
        if not self.journal.has_pending(call):
            self.journal.forget(call)

    def deliver(self, call: str) -> Delivery:
        """Bring all that is pending of a call into the database.

        If that knows nothing of the call, a backup was put back: then what it had is brought, too.
        Raises `DatabaseAwayError`, or `JournalError` when somebody else is at it for too long.
        """
        with self.journal.locked():
            pending = self.journal.pending(call) + self._buffered.get(call, [])
            with self.database.session() as session:
                had = self._lost(session, call)
                refused = [r for r in had + pending if not self._accepted(session, call, r)]
            for record in refused:
                self.journal.refuse(call, record)
            self.journal.mark_delivered(call)
            self._buffered.pop(call, None)
        done = Delivery(1, len(had) + len(pending), tuple((call, r["kind"]) for r in refused))
        if done.records:
            self._delivered()
            log.info("journal delivered", call=call, records=done.records, refused=len(refused))
        return done

    def _lost(self, session: Session, call: str) -> list[Record]:
        """What the database had of a call and has no more."""
        had = self.journal.mirrored(call)
        known = any(record["kind"] == "call" for record in had)
        return had if known and session.get(Call, call) is None else []

    def deliver_all(self) -> Delivery:
        """Deliver all calls. Raises `DatabaseAwayError` at the first failure."""
        return _together(self.deliver(call) for call in self.journal.calls_pending())

    def deliver_lost(self) -> Delivery:
        """Deliver the calls that the database had and has lost: a backup was put back.

        Raises `DatabaseAwayError` at the first failure.
        """
        with self.database.reading() as session:
            lost = [c for c in self.journal.calls_mirrored() if self._lost(session, c)]
        return _together(map(self.deliver, lost))

    def deliver_waiting(self) -> None:
        """One look at the journal: bring what waits into the database, if that is back."""
        try:
            self.deliver_all()
            self.journal.forget_older(FORGET_SECONDS, time.time())
        except (DatabaseAwayError, JournalError) as error:
            log.info("journal waits", fault=str(error))

    def _accepted(self, session: Session, call: str, record: Record) -> bool:
        try:
            with session.begin_nested():
                self.deliverers[record["kind"]](session, call, record)
        except (DataError, IntegrityError) as error:
            return self._refuses(call, record, error)
        except DBAPIError:  # the server, or a schema that is behind: the record may go in later
            raise
        except Exception as error:  # noqa: BLE001 - one bad record must not hold up the rest
            return self._refuses(call, record, error)
        return True

    def _refuses(self, call: str, record: Record, error: Exception) -> bool:
        log.error("record refused", call=call, kind=record["kind"], fault=type(error).__name__)
        return False


def _together(done: Iterable[Delivery]) -> Delivery:
    return sum(done, Delivery(0, 0, ()))
