"""Conversations rebuilt from the logs of their calls."""

import contextlib
from collections.abc import Callable, Sequence
from functools import cached_property

import structlog
from sqlalchemy.orm import Session

from ivr.dialog.conversation import Conversation, Effects, Exchange, OutdatedError, ReplayError
from ivr.dialog.effect import conversation_name
from ivr.dialog.hotline import hotline
from ivr.storage.call_log import (
    BeginningLog,
    CallLog,
    deliver_turn,
    in_order,
    read_log,
    turns_of,
)
from ivr.storage.call_store import CallStore
from ivr.storage.store import Store
from models.call import Call

log = structlog.get_logger()


class Opened:
    """A call as it was read, and its conversation, built when it is asked for."""

    def __init__(self, call: Call, build: Callable[[], Conversation]) -> None:
        self.call = call
        self._build = build

    @cached_property
    def conversation(self) -> Conversation:
        """Where the call is in its dialogue."""
        return self._build()


class Conversations:
    """The conversation of any call. Nothing here fails because the database is away."""

    def __init__(self, store: Store, calls: CallStore, effects: Effects) -> None:
        self._store = store
        self._calls = calls
        self._effects = effects
        store.deliverers["turn"] = deliver_turn

    def answer(self, sid: str, caller: str, called: str) -> Opened:
        """Open a call a carrier asks about; one never heard of is registered.

        A new call costs one transaction, with the beginning of its log.
        """
        if not self._calls.known_here(sid):
            with contextlib.suppress(OutdatedError):
                return self._begin(sid, caller, called)
            # Another machine has the call, or the database is away.
            self._calls.announce(sid, caller, called)
        return self.enter(sid)

    def enter(self, sid: str) -> Opened:
        """Open a call. Raises `UnknownCallError`."""
        call, past = self._read(sid)
        return Opened(call, lambda: self._rebuilt(call, past))

    def open(self, sid: str) -> Conversation:
        """Rebuild the call from its log. Raises `UnknownCallError`."""
        return self.enter(sid).conversation

    def begun(self, sid: str) -> bool:
        """Whether the caller has heard a first word. Raises `UnknownCallError`."""
        return bool(self._read(sid)[1])

    def _begin(self, sid: str, caller: str, called: str) -> Opened:
        with self._calls.coming_in(sid, caller, called) as announced:
            call = self._calls.get(sid)
            turns = BeginningLog(self._store, sid, announced, self._calls.register)
            conversation = Conversation(hotline, sid, turns, self._effects)
        return Opened(call, lambda: conversation)

    def _read(self, sid: str) -> tuple[Call, list[Exchange]]:
        """The call and the entries of its log."""

        def beside(session: Session, call: Call) -> dict[int, Exchange]:
            return read_log(session, sid, call.epoch)

        call, kept = self._calls.get_with(sid, beside)
        return call, in_order(turns_of(self._store.replay(sid), call.epoch) | (kept or {}))

    def _rebuilt(self, call: Call, past: Sequence[Exchange]) -> Conversation:
        """A log that no longer fits the dialogue is set aside and the call starts over: what the
        caller told is in the notices already.
        """
        try:
            return self._conversation(call, past)
        except OutdatedError:
            # Another request made the same look-up meanwhile; its result is in the log now.
            return self.open(call.sid)
        except ReplayError as error:
            log.error("log set aside, call starts over", call=call.sid, fault=str(error))
            self._calls.start_over(call.sid)
            return self._conversation(*self._read(call.sid))

    def _conversation(self, call: Call, past: Sequence[Exchange]) -> Conversation:
        turns = CallLog(self._store, call.sid, call.epoch, past)
        name = conversation_name(call.sid, call.epoch)
        return Conversation(hotline, name, turns, self._effects)
