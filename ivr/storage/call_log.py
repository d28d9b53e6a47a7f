"""The log of a call: in the database, and where that is away in the local journal.

Nobody else writes log entries; other readers than the dialogue are served by `log_reader`.
"""

import contextlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.dialog.conversation import Exchange, OutdatedError
from ivr.storage.log_kinds import kind_of
from ivr.storage.questions import question_of
from ivr.storage.store import DatabaseAwayError, JournalError, Record, Store
from models.base import Base
from models.call import LogEntry


class CallLog:
    """One call's log (one epoch of it)."""

    def __init__(self, store: Store, sid: str, epoch: int) -> None:
        self._store = store
        self._sid = sid
        self._epoch = epoch

    def read(self) -> Sequence[Exchange]:
        """All entries in order, without gaps."""
        entries = self._from_journal()
        with contextlib.suppress(DatabaseAwayError):
            entries |= self._from_database()
        together: list[Exchange] = []
        while len(together) in entries:
            together.append(entries[len(together)])
        return together

    def append(self, entry: Exchange) -> None:
        """Keep one entry for good. Raises `OutdatedError` when another worker was faster."""
        record = {
            "kind": "turn",
            "epoch": self._epoch,
            "seq": entry.seq,
            "asked": entry.asked,
            "reply": entry.reply,
        }
        taken = OutdatedError(f"call {self._sid}: entry {entry.seq} exists already")
        try:
            self._write(record, taken)
        except IntegrityError as error:
            raise taken from error
        except JournalError:
            self._store.buffer(self._sid, record)

    def _write(self, record: Record, taken: OutdatedError) -> None:
        try:
            with self._store.session(self._sid) as session:
                session.add_all(_rows(session, self._sid, record))
        except DatabaseAwayError:
            with self._store.journal.locked():
                if record["seq"] in self._from_journal():
                    raise taken from None
                self._store.journal.enqueue(self._sid, record)
        else:
            self._store.journal.mirror(self._sid, record)

    def _from_database(self) -> dict[int, Exchange]:
        wanted = select(LogEntry).where(
            LogEntry.call_sid == self._sid, LogEntry.epoch == self._epoch
        )
        with self._store.database.reading() as session:
            return {
                row.seq: Exchange(row.seq, row.asked, row.reply) for row in session.scalars(wanted)
            }

    def _from_journal(self) -> dict[int, Exchange]:
        return {
            r["seq"]: Exchange(r["seq"], r["asked"], r["reply"])
            for r in reversed(self._store.replay(self._sid))
            if r["kind"] == "turn" and r["epoch"] == self._epoch
        }


def deliver_turn(session: Session, sid: str, record: Record) -> None:
    """Bring one entry of the journal into the database; one that is there already stays."""
    there = select(LogEntry.id).where(
        LogEntry.call_sid == sid,
        LogEntry.epoch == record["epoch"],
        LogEntry.seq == record["seq"],
    )
    if session.scalar(there) is None:
        session.add_all(_rows(session, sid, record))
        session.flush()


def _rows(session: Session, sid: str, record: Record) -> list[Base]:
    """The entry, and beside it what it tells of a question."""
    fields = ("epoch", "seq", "asked", "reply")
    told = {name: record[name] for name in fields}
    entry = LogEntry(call_sid=sid, kind=kind_of(record["asked"]), **told)
    question = question_of(session, entry)
    return [entry, question] if question else [entry]
