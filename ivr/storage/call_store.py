"""The register of calls: who calls, how many streams, how it ended; with or without the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.dialog.saves import StopRecording
from ivr.errors import HotlineError, StreamRefusedError
from ivr.observability import metrics
from ivr.storage.store import FORGET_SECONDS, DatabaseAwayError, JournalError, Record, Store
from models.base import utc_now
from models.call import (
    NOTICE_INCOMPLETE,
    Call,
    Callback,
    CallOutcome,
    CallState,
    Door,
    LogEntry,
    number_end,
    phone_key,
)
from models.caller_number import caller_number
from models.notice import Notice, NoticeStatus

AWAY_EPOCH = 1
"""Log epoch of a call first heard of while the database was away: should the database have an older
log of it, from another machine, the two must not mix."""

_REGISTER = insert(Call.__table__).inline()  # type: ignore[arg-type]

log = structlog.get_logger()

T = TypeVar("T")
Beside = Callable[[Session, Call], T]
"""Reads what is wanted with a call."""


class UnknownCallError(HotlineError):
    """No call of this id was ever announced to us."""


class StreamTakenError(StreamRefusedError):
    """Another stream of the call began at the same moment."""


class CallStore:
    """Registers calls, counts their streams and notes how they ended."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._coming_in: dict[str, Call] = {}
        """Calls about to be registered."""
        store.deliverers |= {
            "call": self._deliver_call,
            "stream": self._deliver_stream,
            "epoch": self._deliver_epoch,
            "ended": self._deliver_end,
        }

    def known_here(self, sid: str) -> bool:
        """Whether this machine has heard of the call."""
        return any(r["kind"] == "call" for r in self._store.replay(sid))

    @contextmanager
    def coming_in(self, sid: str, caller: str, called: str) -> Iterator[Record]:
        """Within, the call is known in this process; it is registered with the record given."""
        record = {"kind": "call", "epoch": 0, **_description(caller, called, Door.TWILIO)}
        self._coming_in[sid] = _new_call(sid, record)
        try:
            yield record
            metrics.calls.inc()
        finally:
            self._coming_in.pop(sid, None)

    def announce(self, sid: str, caller: str, called: str, door: Door = Door.TWILIO) -> None:
        """Register a call; announcing it again changes nothing."""
        known = self.known_here(sid)
        data = _description(caller, called, door)
        try:
            epoch = self._registered(sid, data)
        except IntegrityError:
            log.info("announced twice at once", call=sid)
        except DatabaseAwayError:
            if not known:
                metrics.calls.inc()
                self._away(sid, {"kind": "call", "epoch": AWAY_EPOCH, **data})
        else:
            if not known:
                self._store.journal.mirror(sid, {"kind": "call", "epoch": epoch, **data})

    def _registered(self, sid: str, data: Record) -> int:
        """The call is in the database; returns its epoch."""
        found = self._in_database(sid, lambda _session, _call: None)
        if found:
            return found[0].epoch
        with self._store.session(sid) as session:
            self._deliver_call(session, sid, {**data, "epoch": 0})
        metrics.calls.inc()
        return 0

    def _in_database(self, sid: str, beside: Beside[T]) -> tuple[Call, T] | None:
        found = self._read(sid, beside)
        if found is None and self._from_journal(sid):  # a backup was put back in mid-call
            self._store.bring_up_to_date(sid)
            found = self._read(sid, beside)
        return found

    def _read(self, sid: str, beside: Beside[T]) -> tuple[Call, T] | None:
        with self._store.reading(sid) as session:
            call = session.get(Call, sid)
            return (call, beside(session, call)) if call else None

    def get(self, sid: str) -> Call:
        """The call. Raises `UnknownCallError`."""
        return self._coming_in.get(sid) or self.get_with(sid, lambda _session, _call: None)[0]

    def get_with(self, sid: str, beside: Beside[T]) -> tuple[Call, T | None]:
        """The call and what is read `beside` it at once, None where the database is away.

        Raises `UnknownCallError`.
        """
        found: tuple[Call, T | None] | None
        try:
            found = self._in_database(sid, beside)
        except DatabaseAwayError:
            call = self._from_journal(sid)
            found = (call, None) if call else None
        if found is None:
            raise UnknownCallError(f"call {sid!r} is unknown")
        return found

    def stream_started(self, sid: str, engine: str) -> int:
        """Count a media stream; returns its number, from 1. Raises `StreamTakenError`."""
        number = self.get(sid).streams + 1
        given = self._keep(sid, {"kind": "stream", "number": number, "engine": engine})
        if given and given["taken"]:
            raise StreamTakenError(f"call {sid}: stream {number} has begun already")
        return number

    def start_over(self, sid: str) -> None:
        """Set the call's log aside and begin another."""
        self._keep(sid, {"kind": "epoch", "epoch": self.get(sid).epoch + 1})

    def ended(self, sid: str, outcome: CallOutcome) -> None:
        """Close a call; the first outcome told stays. Unknown calls are ignored.

        Only that an operator had it is more than that somebody hung up in the end, whichever of
        the two Twilio tells first.
        """
        self._keep(sid, {"kind": "ended", "outcome": outcome, "at": utc_now().isoformat()})
        self._store.forget(sid)

    def end_silent(self) -> int:
        """Close calls silent for `FORGET_SECONDS`, whose end was never told; return how many.

        Raises `DatabaseAwayError`.
        """
        before = utc_now() - timedelta(seconds=FORGET_SECONDS)
        heard = select(func.max(LogEntry.at)).where(LogEntry.call_sid == Call.sid)
        last = func.coalesce(heard.scalar_subquery(), Call.started_at)
        silent = select(Call.sid, last).where(
            Call.state == CallState.ACTIVE, Call.started_at < before, last < before
        )
        with self._store.database.reading() as session:
            found = [(sid, at) for sid, at in session.execute(silent)]
        for sid, at in found:
            log.warning("call never told its end", call=sid)
            self._keep(sid, {"kind": "ended", "outcome": CallOutcome.HUNG_UP, "at": at.isoformat()})
            self._store.forget(sid)
        return len(found)

    def _keep(self, sid: str, record: Record) -> dict[str, Any] | None:
        """What delivering it gave; None where the database has not got it yet."""
        try:
            return self._store.write(sid, record)
        except JournalError:
            self._store.buffer(sid, record)
            return None

    def _away(self, sid: str, record: Record) -> None:
        try:
            with self._store.journal.locked():
                self._store.journal.enqueue(sid, record)
        except JournalError:
            self._store.buffer(sid, record)

    def _from_journal(self, sid: str) -> Call | None:
        call: Call | None = None
        for record in self._store.replay(sid):
            if record["kind"] == "call" and call is None:
                call = _new_call(sid, record)
            elif call and record["kind"] == "stream":
                call.streams, call.engine = record["number"], record["engine"]
            elif call and record["kind"] == "epoch":
                call.epoch = record["epoch"]
            elif call and record["kind"] == StopRecording.log_name():
                call.recording_refused = True
        return call

    # Into the database; each may be repeated

    def _deliver_call(self, session: Session, sid: str, record: Record) -> None:
        call = session.get(Call, sid)
        if call is None:
            self.register(session, sid, record)
        else:
            call.epoch = max(call.epoch, record["epoch"])
            session.flush()

    def register(self, session: Session, sid: str, record: Record) -> None:
        """Write down a call nobody has heard of. Raises `IntegrityError` where somebody has."""
        columns, vault = _columns(sid, record), self._store.vault
        keys = {
            "caller_key": phone_key(vault, columns["caller"]),
            "caller_end": number_end(vault, columns["caller"]),
        }
        session.connection().execute(_REGISTER, {**columns, **keys})

    def _deliver_stream(self, session: Session, sid: str, record: Record) -> dict[str, Any]:
        call = session.get_one(Call, sid, with_for_update=True)
        taken = call.streams >= record["number"]
        call.streams = max(call.streams, record["number"])
        call.engine = record["engine"]
        return {"taken": taken}

    def _deliver_epoch(self, session: Session, sid: str, record: Record) -> None:
        call = session.get_one(Call, sid)
        call.epoch = max(call.epoch, record["epoch"])

    def _deliver_end(self, session: Session, sid: str, record: Record) -> None:
        ended_at = _time(record["at"])
        started_at = session.scalar(select(Call.started_at).where(Call.sid == sid)) or ended_at
        closing = (
            update(Call)
            .where(Call.sid == sid, Call.state == CallState.ACTIVE)
            .values(
                state=CallState.ENDED,
                outcome=record["outcome"],
                ended_at=ended_at,
                seconds=max(round((ended_at - started_at).total_seconds()), 0),
            )
        )
        if session.execute(closing).rowcount:  # type: ignore[attr-defined]
            metrics.ended.labels(record["outcome"]).inc()
        elif record["outcome"] == CallOutcome.HANDED_OFF:
            session.execute(
                update(Call)
                .where(Call.sid == sid, Call.outcome == CallOutcome.HUNG_UP)
                .values(outcome=CallOutcome.HANDED_OFF)
            )
        _queue_call_back(session, sid)


def _description(caller: str, called: str, door: Door) -> Record:
    """What is told of a call when it comes in."""
    data = {"caller": caller, "called": called, "at": utc_now().isoformat()}
    # The journals of builds that knew one door alone have none.
    return data if door is Door.TWILIO else {**data, "door": door}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _new_call(sid: str, record: Record) -> Call:
    return Call(**_columns(sid, record))


def _columns(sid: str, record: Record) -> dict[str, Any]:
    return {
        "sid": sid,
        "caller": caller_number(record["caller"]),
        "called": record["called"].replace("\0", ""),
        "door": record.get("door", Door.TWILIO),  # a journal may be older than the column
        "state": CallState.ACTIVE,
        "streams": 0,
        "engine": "",
        "epoch": record["epoch"],
        "recording_refused": False,
        "started_at": _time(record["at"]),
    }


def _queue_call_back(session: Session, sid: str) -> None:
    """Somebody hung up in the middle of an accident notice: have them called back, once."""
    call = session.get(Call, sid)
    if call is None or session.get(Callback, sid) is not None:
        return
    broken_off = select(Notice).where(
        Notice.last_call_sid == sid, Notice.status == NoticeStatus.INCOMPLETE
    )
    notice = session.scalar(broken_off.limit(1))
    phone = (notice.phone or call.caller) if notice else ""
    if notice and phone:
        key = notice.phone_key or call.caller_key
        session.add(Callback(call_sid=sid, phone=phone, phone_key=key, reason=NOTICE_INCOMPLETE))


def settle_broken_off(session: Session, sid: str) -> None:
    """The caller goes on with a notice that call `sid` broke off: nobody has to ring for it now."""
    waiting = update(Callback).where(
        Callback.call_sid == sid, Callback.reason == NOTICE_INCOMPLETE, Callback.status == "new"
    )
    session.execute(waiting.values(status="done"))
