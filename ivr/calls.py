"""The register of calls, and the turn log in the database."""

from collections.abc import Sequence
from datetime import date

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from ivr.dialog.conversation import Conversation, Effects, Entry, OutdatedError, ReplayError
from ivr.dialog.hotline import hotline
from models.base import utc_now
from models.call import Call, CallState, LogEntry

log = structlog.get_logger()


class UnknownCallError(Exception):
    """No call of this id was ever announced to us."""


class DatabaseLog:
    """The turn log of one call (one epoch of it)."""

    def __init__(self, sessions: sessionmaker[Session], sid: str, epoch: int) -> None:
        self._sessions = sessions
        self._sid = sid
        self._epoch = epoch

    def read(self) -> Sequence[Entry]:
        """All entries in order."""
        wanted = (
            select(LogEntry)
            .where(LogEntry.call_sid == self._sid, LogEntry.epoch == self._epoch)
            .order_by(LogEntry.seq)
        )
        with self._sessions() as session:
            return [Entry(row.seq, row.asked, row.reply) for row in session.scalars(wanted)]

    def append(self, entry: Entry) -> None:
        """Commit one entry. Raises `OutdatedError` when another worker was faster."""
        row = LogEntry(
            call_sid=self._sid,
            epoch=self._epoch,
            seq=entry.seq,
            asked=entry.asked,
            reply=entry.reply,
        )
        try:
            with self._sessions.begin() as session:
                session.add(row)
        except IntegrityError as error:
            raise OutdatedError(f"call {self._sid}: entry {entry.seq} exists already") from error


class Calls:
    """All calls this database knows."""

    def __init__(self, sessions: sessionmaker[Session], effects: Effects) -> None:
        self._sessions = sessions
        self._effects = effects

    def announce(self, sid: str, caller: str, called: str) -> None:
        """Register a call; announcing it again changes nothing."""
        try:
            with self._sessions.begin() as session:
                session.add(Call(sid=sid, caller=caller, called=called))
        except IntegrityError:
            log.info("call announced again", call=sid)

    def get(self, sid: str) -> Call:
        """The call's row. Raises `UnknownCallError`."""
        with self._sessions() as session:
            call = session.get(Call, sid)
        if call is None:
            raise UnknownCallError(f"call {sid!r} is unknown")
        return call

    def conversation(self, sid: str) -> Conversation:
        """Rebuild the call from its log. Raises `UnknownCallError`.

        A log that no longer fits the dialogue is set aside and the call starts over: what the
        caller told is in the notices already.
        """
        call = self.get(sid)
        try:
            return self._open(call)
        except ReplayError as error:
            log.error("log set aside, call starts over", call=sid, fault=str(error))
            with self._sessions.begin() as session:
                session.execute(update(Call).where(Call.sid == sid).values(epoch=call.epoch + 1))
            return self._open(self.get(sid))

    def _open(self, call: Call) -> Conversation:
        turns = DatabaseLog(self._sessions, call.sid, call.epoch)
        return Conversation(hotline, call.sid, turns, self._effects)

    def stream_started(self, sid: str, engine: str) -> int:
        """Count a media stream; returns its number, from 1."""
        with self._sessions.begin() as session:
            call = session.get_one(Call, sid)
            call.streams += 1
            call.engine = engine
            return call.streams

    def ended(self, sid: str, outcome: str) -> None:
        """Close a call; the first outcome told stays. Unknown calls are ignored."""
        changed = (
            update(Call)
            .where(Call.sid == sid, Call.state == CallState.ACTIVE)
            .values(state=CallState.ENDED, outcome=outcome, ended_at=utc_now())
        )
        with self._sessions.begin() as session:
            session.execute(changed)


def today_of(setting: str) -> date:
    """The day to reckon with: today, unless a setting pretends another."""
    return date.fromisoformat(setting) if setting else date.today()
