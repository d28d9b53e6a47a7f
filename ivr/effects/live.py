"""Effects against the real knowledge base and database. Every one may be repeated."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from ivr.dialog import lookups, saves
from ivr.dialog.effect import Effect, EffectKey, Missing, R, Save, Unavailable
from ivr.dialog.log_format import result_type
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
from ivr.storage.saves import deliverer, record_of
from ivr.storage.store import DatabaseAwayError, JournalError, Store
from kb.engine import Knowledge
from models.caller_number import takes_texts

Look = Callable[[Any, EffectKey], Any]
"""(look-up, key) -> its result."""


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

        `codes` are the unions' codes, where there is a table of them.
        """
        self._store = store
        self._register = register
        self._today = today
        self._can_send = messages_queued is not None
        self._identity = identity
        self._codes = tuple(codes)
        self._notices = Notices(store, knowledge, today)
        messages = Messages(store, knowledge, today)
        wake = messages_queued or (lambda: None)
        privacy = Privacy(recordings)
        self._looks = self._look_table(
            Answers(knowledge, today, self._can_send),
            Identity(store, today, messages_queued),
            Limits(knowledge, today),
        )
        self._after: dict[type[Save[Any]], Callable[[str], None]] = {
            saves.SendAnswer: lambda _call: wake(),
            saves.SendNotice: lambda _call: wake(),
            saves.StopRecording: privacy.forget_recordings,
        }
        store.deliverers |= {
            saves.KeepNotice.log_name(): deliverer(saves.KeepNotice, self._notices.keep),
            saves.KeepCallback.log_name(): deliverer(saves.KeepCallback, keep_callback),
            saves.SendAnswer.log_name(): deliverer(saves.SendAnswer, messages.answer),
            saves.SendNotice.log_name(): deliverer(saves.SendNotice, messages.notice),
            saves.StopRecording.log_name(): deliverer(saves.StopRecording, privacy.refuse),
        }

    def _look_table(
        self, answers: Answers, identity: Identity, limits: Limits
    ) -> dict[type[Effect[Any]], Look]:
        return {
            lookups.FindCallFacts: self._call_facts,
            lookups.Understand: answers.understand,
            lookups.FindAnswer: answers.answer,
            lookups.ListIllnesses: answers.illnesses,
            lookups.FindDeadline: limits.deadline,
            lookups.FindNoticeLimits: limits.notice,
            lookups.FindMember: identity.member,
            lookups.SendCode: identity.send_code,
            lookups.FindOpenNotice: self._notices.open,
        }

    def perform(self, effect: Effect[R], key: EffectKey) -> R | Missing | Unavailable:
        """Carry out one effect; what neither database nor journal can do is `Unavailable`."""
        with tracing.span(f"effect {effect.name}", key.call):
            result = self._perform(effect, key)
        metrics.effects.labels(effect.name, result_type(result, type(effect))).inc()
        return result

    def _perform(self, effect: Effect[R], key: EffectKey) -> R | Missing | Unavailable:
        try:
            result: R | Missing = (
                self._save(effect, key) if isinstance(effect, Save) else self._look(effect, key)
            )
        except (DatabaseAwayError, JournalError):
            return Unavailable()
        return result

    def _look(self, effect: Effect[Any], key: EffectKey) -> Any:
        look = self._looks[type(effect)]
        try:
            return look(effect, key)
        except IntegrityError:
            # Another server does the same at this moment; what it wrote down is there now.
            return look(effect, key)

    def _save(self, save: Save[Any], key: EffectKey) -> Any:
        kept = self._store.write(key.call, record_of(save, key))
        if kept is None and isinstance(save, saves.KeepNotice):
            kept = self._notices.promised(key, save)
        elif kept is None:
            kept = save.gives()(journaled=True)
        if type(save) in self._after:
            self._after[type(save)](key.call)
        return kept

    def _call_facts(self, asked: lookups.FindCallFacts, key: EffectKey) -> lookups.CallFacts:
        caller = self._register.get(key.call).caller
        return lookups.CallFacts(
            today=self._today(),
            caller=caller,
            sms=self._can_send and takes_texts(caller),
            identity=self._identity,
            codes=self._codes,
        )
