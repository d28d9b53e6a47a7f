"""Conversations rebuilt from the logs of their calls."""

import structlog

from ivr.dialog.conversation import Conversation, Effects, OutdatedError, ReplayError
from ivr.dialog.effect import conversation_name
from ivr.dialog.hotline import hotline
from ivr.storage.call_log import CallLog, deliver_turn
from ivr.storage.call_store import CallStore
from ivr.storage.store import Store
from models.call import Call

log = structlog.get_logger()


class Conversations:
    """The conversation of any call. Nothing here fails because the database is away."""

    def __init__(self, store: Store, calls: CallStore, effects: Effects) -> None:
        self._store = store
        self._calls = calls
        self._effects = effects
        store.deliverers["turn"] = deliver_turn

    def open(self, sid: str) -> Conversation:
        """Rebuild the call from its log. Raises `UnknownCallError`.

        A log that no longer fits the dialogue is set aside and the call starts over: what the
        caller told is in the notices already.
        """
        try:
            return self._open(self._calls.get(sid))
        except OutdatedError:
            # Another request made the same look-up meanwhile; its result is in the log now.
            return self.open(sid)
        except ReplayError as error:
            log.error("log set aside, call starts over", call=sid, fault=str(error))
            self._calls.start_over(sid)
            return self._open(self._calls.get(sid))

    def begun(self, sid: str) -> bool:
        """Whether the caller has heard a first word. Raises `UnknownCallError`."""
        return bool(CallLog(self._store, sid, self._calls.get(sid).epoch).read())

    def _open(self, call: Call) -> Conversation:
        turns = CallLog(self._store, call.sid, call.epoch)
        name = conversation_name(call.sid, call.epoch)
        return Conversation(hotline, name, turns, self._effects)
