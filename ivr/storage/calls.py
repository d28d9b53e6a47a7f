"""Calls as the transports see them: announced, rebuilt from their logs, ended."""

from datetime import date

import structlog

from ivr.dialog.conversation import Conversation, Effects, OutdatedError, ReplayError
from ivr.dialog.hotline import hotline
from ivr.storage.call_log import CallLog, deliver_turn
from ivr.storage.call_store import CallStore, StreamTakenError, UnknownCallError
from ivr.storage.store import Store
from models.call import Call

__all__ = ["Calls", "StreamTakenError", "UnknownCallError", "today_of"]

log = structlog.get_logger()


class Calls:
    """All calls. Nothing here fails because the database is away."""

    def __init__(self, store: Store, register: CallStore, effects: Effects) -> None:
        self._store = store
        self._register = register
        self._effects = effects
        store.deliverers["turn"] = deliver_turn

    def announce(self, sid: str, caller: str, called: str) -> None:
        """Register a call; announcing it again changes nothing."""
        self._register.announce(sid, caller, called)

    def get(self, sid: str) -> Call:
        """The call's row. Raises `UnknownCallError`."""
        return self._register.get(sid)

    def conversation(self, sid: str) -> Conversation:
        """Rebuild the call from its log. Raises `UnknownCallError`.

        A log that no longer fits the dialogue is set aside and the call starts over: what the
        caller told is in the notices already.
        """
        try:
            return self._open(self.get(sid))
        except OutdatedError:
            # Another request made the same look-up meanwhile; its result is in the log now.
            return self.conversation(sid)
        except ReplayError as error:
            log.error("log set aside, call starts over", call=sid, fault=str(error))
            self._register.start_over(sid)
            return self._open(self.get(sid))

    def _open(self, call: Call) -> Conversation:
        turns = CallLog(self._store, call.sid, call.epoch)
        # Effects of a call that started over are not those of its first attempt.
        name = f"{call.sid}/{call.epoch}" if call.epoch else call.sid
        return Conversation(hotline, name, turns, self._effects)

    def begun(self, sid: str) -> bool:
        """Whether the caller has heard a first word. Raises `UnknownCallError`."""
        return bool(CallLog(self._store, sid, self.get(sid).epoch).read())

    def stream_started(self, sid: str, engine: str) -> int:
        """Count a media stream; returns its number, from 1. Raises `StreamTakenError`."""
        return self._register.stream_started(sid, engine)

    def ended(self, sid: str, outcome: str) -> None:
        """Close a call; the first outcome told stays. Unknown calls are ignored."""
        self._register.ended(sid, outcome)


def today_of(setting: str) -> date:
    """The day to reckon with: today, unless a setting pretends another."""
    return date.fromisoformat(setting) if setting else date.today()
