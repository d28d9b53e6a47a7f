"""What outlives a call: the database, and the local journal that stands in while it is away."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from ivr.storage.journal import Journal, JournalError, Record
from models.database import Database, DatabaseAwayError
from models.vault import Vault

__all__ = ["DatabaseAwayError", "JournalError", "Record", "Store"]

FORGET_SECONDS = 6 * 3600.0
"""Mirrors of calls quiet for so long are dropped: no call lasts that long."""

log = structlog.get_logger()

Deliver = Callable[[Session, str, Record], Any]
"""(session, call, record) -> what delivering it gave. Doing it twice must change nothing."""


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
        if call not in self._buffered and not self.journal.has_pending(call):
            return
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
            with self.session(call) as session:
                given = self.deliverers[record["kind"]](session, call, record)
        except DatabaseAwayError:
            with self.journal.locked():
                self.journal.enqueue(call, record)
            return None
        self.journal.mirror(call, record)
        return given or {}

    def buffer(self, call: str, record: Record) -> None:
        """Remember a record in this process: the last resort."""
        log.error("kept in memory only", call=call, kind=record["kind"])
        self._buffered.setdefault(call, []).append(record)

    def replay(self, call: str) -> list[Record]:
        """All that this machine knows of the call without the database, in order."""
        return self.journal.read(call) + self._buffered.get(call, [])

    def forget(self, call: str) -> None:
        """Drop what only served to go on with a call that is over."""
        self._buffered.pop(call, None)
        if not self.journal.has_pending(call):
            self.journal.forget(call)

    def deliver(self, call: str) -> None:
        """Bring all that is pending of a call into the database.

        Raises `DatabaseAwayError`, or `JournalError` when somebody else is at it for too long.
        """
        with self.journal.locked():
            records = self.journal.pending(call) + self._buffered.get(call, [])
            with self.database.session() as session:
                refused = [r for r in records if not self._accepted(session, call, r)]
            for record in refused:
                self.journal.refuse(call, record)
            self.journal.mark_delivered(call)
            self._buffered.pop(call, None)
        if records:
            self._delivered()
            log.info("journal delivered", call=call, records=len(records), refused=len(refused))

    def deliver_all(self) -> int:
        """Deliver all calls; how many there were. Raises `DatabaseAwayError` at the first failure."""
        calls_pending = self.journal.calls_pending()
        for call in calls_pending:
            self.deliver(call)
        return len(calls_pending)

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
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - one bad record must not hold up the rest
            fault = type(error).__name__
            log.error("record refused", call=call, kind=record["kind"], fault=fault)
            return False
        return True
