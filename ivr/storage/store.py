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

__all__ = ["DatabaseAwayError", "JournalError", "Record", "Store", "effect"]

FORGET_SECONDS = 6 * 3600.0
"""Mirrors of calls quiet for so long are dropped: no call lasts that long."""

log = structlog.get_logger()

Deliver = Callable[[Session, str, Record], dict[str, Any] | None]
"""(session, call, record) -> what the dialogue is told. Doing it twice must change nothing."""


class Store:
    """Writes to the database, or where that is away to the journal; delivers the journal later."""

    def __init__(self, database: Database, journal: Journal, vault: Vault) -> None:
        self.database = database
        self.journal = journal
        self.vault = vault
        self.delivered: Callable[[], None] = lambda: None
        """Told after a delivery: there may be messages to send."""
        self.deliverers: dict[str, Deliver] = {}
        """Kind of record -> how it gets into the database."""
        self._unwritten: dict[str, list[Record]] = {}
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
        """The same for looking only. Raises `DatabaseAwayError`."""
        self._catch_up(call)
        with self.database.reading() as session:
            yield session

    def _catch_up(self, call: str) -> None:
        if call not in self._unwritten and not self.journal.owes(call):
            return
        try:
            self.deliver(call)
        except JournalError as error:
            raise DatabaseAwayError("the journal cannot be delivered now") from error

    def write(self, call: str, record: Record) -> dict[str, Any] | None:
        """Keep a record; what delivering it gave, or None when it is in the journal only.

        Raises `IntegrityError` where the database will not have it, and `JournalError` where
        neither place takes it.
        """
        try:
            with self.session(call) as session:
                given = self.deliverers[record["kind"]](session, call, record)
        except DatabaseAwayError:
            with self.journal.locked():
                self.journal.owe(call, record)
            return None
        self.journal.note(call, record)
        return given or {}

    def hold(self, call: str, record: Record) -> None:
        """Last resort: remember it in this process."""
        log.error("kept in memory only", call=call, kind=record["kind"])
        self._unwritten.setdefault(call, []).append(record)

    def known(self, call: str) -> list[Record]:
        """All that this machine knows of the call without the database."""
        return self.journal.read(call) + self._unwritten.get(call, [])

    def forget(self, call: str) -> None:
        """The call is over: drop what only served to go on with it."""
        self._unwritten.pop(call, None)
        if not self.journal.owes(call):
            self.journal.forget(call)

    def deliver(self, call: str) -> None:
        """Bring all that is owed of a call into the database.

        Raises `DatabaseAwayError`, or `JournalError` when somebody else is at it for too long.
        """
        with self.journal.locked():
            records = self.journal.owed(call) + self._unwritten.get(call, [])
            with self.database.session() as session:
                refused = [r for r in records if not self._delivered(session, call, r)]
            for record in refused:
                self.journal.refuse(call, record)
            self.journal.settle(call)
            self._unwritten.pop(call, None)
        if records:
            self.delivered()
            log.info("journal delivered", call=call, records=len(records), refused=len(refused))

    def deliver_all(self) -> int:
        """The same for all calls; how many. Raises `DatabaseAwayError` at the first failure."""
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

    def _delivered(self, session: Session, call: str, record: Record) -> bool:
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


def effect(what: str, key: str, data: dict[str, Any]) -> Record:
    """The record of a `Save`."""
    return {"kind": f"save:{what}", "key": key, "data": data}
