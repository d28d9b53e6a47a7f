"""What the knowledge base understands and answers."""

from collections.abc import Callable
from datetime import date

from ivr.dialog.effect import EffectKey, Missing
from ivr.dialog.lookups import (
    FindAnswer,
    FoundAnswer,
    IllnessList,
    ListedIllness,
    ListIllnesses,
    Understand,
)
from ivr.observability import metrics
from kb.contract import Understanding
from kb.editions.live import TurnSnapshot
from kb.engine import Knowledge


class Answers:
    """Look-ups in the knowledge; they need no database."""

    def __init__(
        self, knowledge: Callable[[], Knowledge], today: Callable[[], date], can_send: bool
    ) -> None:
        self._turns = TurnSnapshot(knowledge)
        self._today = today
        self._can_send = can_send

    def understand(self, asked: Understand, key: EffectKey) -> Understanding:
        """What an utterance means."""
        understanding = self._knowledge(key).understand(asked.readings)
        metrics.understood.labels(understanding.decision).inc()
        return understanding

    def answer(self, asked: FindAnswer, key: EffectKey) -> FoundAnswer | Missing:
        """The answer in pieces, and whether it can be sent as a message."""
        today, knowledge = self._today(), self._knowledge(key)
        answer = knowledge.answer(asked.meaning, today)
        if answer is None:
            return Missing()
        heed = knowledge.qualify(asked.meaning, asked.said)
        sms = self._can_send and bool(answer.sms)
        return FoundAnswer(
            answer.pieces,
            sms,
            today,
            heed.reserved,
            heed.own_word,
            heed.name,
            heed.covered,
            heed.doubts,
        )

    def illnesses(self, asked: ListIllnesses, key: EffectKey) -> IllnessList | Missing:
        """The illnesses the benefit covers; `Missing` where none may be named."""
        covered = self._knowledge(key).covered_illnesses(self._today())
        if not covered:
            return Missing()
        listed = tuple(ListedIllness(illness.id, illness.name) for illness, _ in covered)
        return IllnessList(listed, reserved=not all(answer.verified for _, answer in covered))

    def _knowledge(self, key: EffectKey) -> Knowledge:
        return self._turns.knowledge(key.conversation, int(key.place))
