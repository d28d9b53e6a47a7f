"""The log of a call: in the database, and where that is away in the local journal.

Nobody else adds entries, though `log_kinds` names the kind of old ones, `models.reseal` seals them
anew and `ivr.privacy` deletes them. Readers other than the dialogue mostly go by `log_reader`.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.dialog.conversation import Exchange, OutdatedError
from ivr.dialog.lookups import Understand
from ivr.storage.log_kinds import kind_of
from ivr.storage.questions import question_of
from ivr.storage.store import DatabaseAwayError, JournalError, Record, Store
from models.call import LogEntry

Register = Callable[[Session, str, Record], object]
"""Writes down a call that nobody has heard of; raises `IntegrityError` where somebody has."""

_APPEND = insert(LogEntry.__table__).inline()  # type: ignore[arg-type]


class CallLog:
    """One call's log (one epoch of it)."""

    def __init__(self, store: Store, sid: str, epoch: int, past: Sequence[Exchange]) -> None:
        """`past`: what `read_log` found."""
        self._store = store
        self._sid = sid
        self._epoch = epoch
        self._entries = list(past)
        self._unwritten: list[Record] = []

    def read(self) -> Sequence[Exchange]:
        """All entries in order, without gaps."""
        return self._entries

    def append(self, entry: Exchange) -> None:
        """Add one entry, to be kept at the next `commit`."""
        self._entries.append(entry)
        self._unwritten.append(
            {
                "kind": "turn",
                "epoch": self._epoch,
                "seq": entry.seq,
                "asked": entry.asked,
                "reply": entry.reply,
            }
        )

    def commit(self) -> None:
        """Keep for good what was added. Raises `OutdatedError` when another worker was faster."""
        records, self._unwritten = self._unwritten, []
        if records:
            self._keep(records)

    def _keep(self, records: list[Record]) -> None:
        try:
            with self._store.session(self._sid) as session:
                add_turns(session, self._sid, records)
        except IntegrityError as error:
            raise self._taken() from error
        except DatabaseAwayError:
            self._keep_here(records)
        else:
            self._store.journal.mirror(self._sid, *records)

    def _keep_here(self, records: list[Record]) -> None:
        try:
            with self._store.journal.locked():
                there = turns_of(self._store.replay(self._sid), self._epoch)
                if any(record["seq"] in there for record in records):
                    raise self._taken()
                self._store.journal.enqueue(self._sid, *records)
        except JournalError:
            self._store.buffer(self._sid, *records)

    def _taken(self) -> OutdatedError:
        return OutdatedError(f"call {self._sid}: another worker has gone on")


class BeginningLog(CallLog):
    """The log of a call that is registered together with the first entries: all or nothing."""

    def __init__(self, store: Store, sid: str, announced: Record, register: Register) -> None:
        super().__init__(store, sid, announced["epoch"], past=())
        self._announced: Record | None = announced
        self._register = register

    def _keep(self, records: list[Record]) -> None:
        """Raises `OutdatedError` where the call is known already, or the database away."""
        if self._announced is None:
            return super()._keep(records)
        try:
            with self._store.session(self._sid) as session:
                self._register(session, self._sid, self._announced)
                add_turns(session, self._sid, records)
        except (IntegrityError, DatabaseAwayError) as error:
            raise self._taken() from error
        self._store.journal.mirror(self._sid, self._announced, *records)
        self._announced = None
        return None


def read_log(session: Session, sid: str, epoch: int) -> dict[int, Exchange]:
    """The entries that the database has."""
    columns = LogEntry.seq, LogEntry.asked, LogEntry.reply
    wanted = select(*columns).where(LogEntry.call_sid == sid, LogEntry.epoch == epoch)
    return {row.seq: Exchange(row.seq, row.asked, row.reply) for row in session.execute(wanted)}


def turns_of(records: Sequence[Record], epoch: int) -> dict[int, Exchange]:
    """The entries among records of a journal; of two with one number the first."""
    return {
        r["seq"]: Exchange(r["seq"], r["asked"], r["reply"])
        for r in reversed(records)
        if r["kind"] == "turn" and r["epoch"] == epoch
    }


def in_order(entries: dict[int, Exchange]) -> list[Exchange]:
    """As many as follow each other without a gap."""
    together: list[Exchange] = []
    while len(together) in entries:
        together.append(entries[len(together)])
    return together


def deliver_turn(session: Session, sid: str, record: Record) -> None:
    """Bring one entry of the journal into the database; one that is there already stays."""
    there = select(LogEntry.id).where(
        LogEntry.call_sid == sid,
        LogEntry.epoch == record["epoch"],
        LogEntry.seq == record["seq"],
    )
    if session.scalar(there) is None:
        add_turns(session, sid, [record])


def add_turns(session: Session, sid: str, records: Sequence[Record]) -> None:
    """Write entries, and beside them what they tell of questions."""
    fields = ("epoch", "seq", "asked", "reply")
    rows = [
        {"call_sid": sid, "kind": kind_of(r["asked"]), **{name: r[name] for name in fields}}
        for r in records
    ]
    session.connection().execute(_APPEND, rows)
    entries = (LogEntry(**row) for row in rows if row["asked"] == Understand.log_name())
    questions = [question_of(session, entry) for entry in entries]
    if any(questions):
        session.add_all(question for question in questions if question)
        session.flush()
