"""Effects against the real knowledge base and database. Every one may be repeated."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from ivr.dialog.acts import Found, Lookup, Result, Save, Saved, Unavailable
from ivr.effects.answers import Answers
from ivr.effects.callbacks import keep_callback
from ivr.effects.identity import Identity
from ivr.effects.limits import Limits
from ivr.effects.messages import Messages
from ivr.effects.notices import Notices
from ivr.effects.privacy import Privacy
from ivr.observability import metrics, tracing
from ivr.storage.call_store import CallStore
from ivr.storage.recordings import Recordings
from ivr.storage.store import DatabaseAwayError, JournalError, Store, effect
from kb.engine import Knowledge

Look = Callable[[str, str, dict[str, Any]], Result]
"""(call, effect key, arguments) -> result"""


class LiveEffects:
    """Carries out what dialogues ask for."""

    def __init__(
        self,
        store: Store,
        register: CallStore,
        *,
        knowledge: Callable[[], Knowledge],
        recordings: Recordings,
        today: Callable[[], date],
        messages_queued: Callable[[], None] | None,
        identity: str = "birth",
        codes: Sequence[str] = (),
    ) -> None:
        """`messages_queued` is told of every new SMS; None where SMS cannot be sent.

        `codes` are the unions' codes, where the house has a table of them.
        """
        self._store = store
        self._register = register
        answers = Answers(knowledge, today, can_send=messages_queued is not None)
        identify = Identity(store, today, messages_queued)
        limits = Limits(today)
        self._notices = Notices(store)
        self._today = today
        self._facts = {
            "sms": messages_queued is not None,
            "identity": identity,
            "codes": list(codes),
        }
        self._lookups: dict[str, Look] = {
            "facts": self._call_facts,
            "understand": answers.understand,
            "answer": answers.answer,
            "illnesses": answers.illnesses,
            "deadline": limits.deadline,
            "notice_limits": limits.notice,
            "member": identify.member,
            "code": identify.send_code,
            "open_notice": self._notices.open,
        }
        messages = Messages(store, knowledge, today)
        wake = messages_queued or (lambda: None)
        privacy = Privacy(recordings)
        self._after = {
            "sms": lambda _call: wake(),
            "notice_sms": lambda _call: wake(),
            "no_recording": privacy.forget_recordings,
        }
        store.deliverers |= {
            "save:notice": self._notices.keep,
            "save:callback": keep_callback,
            "save:sms": messages.answer,
            "save:notice_sms": messages.notice,
            "save:no_recording": privacy.refuse,
        }

    def perform(self, request: Lookup | Save, key: str) -> Result:
        """Carry out one effect; what neither database nor journal can do is `Unavailable`."""
        with tracing.span(f"effect {request.what}", key[:34]):
            result = self._perform(request, key)
        metrics.effects.labels(request.what, type(result).__name__).inc()
        return result

    def _perform(self, request: Lookup | Save, key: str) -> Result:
        sid = key.partition("/")[0]
        try:
            if isinstance(request, Lookup):
                return self._lookups[request.what](sid, key, request.args)
            return self._save(request, sid, key)
        except (DatabaseAwayError, JournalError):
            return Unavailable()

    def _save(self, request: Save, sid: str, key: str) -> Result:
        given = self._store.write(sid, effect(request.what, key, request.data))
        if given is None:
            given = {"journaled": True}
            if request.what == "notice":
                given |= self._notices.promised(key, request.data)
        if request.what in self._after:
            self._after[request.what](sid)
        return Saved(given)

    def _call_facts(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        caller = self._register.get(sid).caller
        sms = self._facts["sms"] and bool(caller)
        return Found(
            {**self._facts, "today": self._today().isoformat(), "caller": caller, "sms": sms}
        )
