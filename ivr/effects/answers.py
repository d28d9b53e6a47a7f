"""What the knowledge base understands and answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from ivr.dialog.acts import Found, Missing, Result
from ivr.observability import metrics
from kb.contract import Candidate, Meaning, Reading, Understanding
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

    def understand(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """What an utterance means."""
        readings = [Reading(*reading) for reading in args["readings"]]
        understanding = self._turns.knowledge(key).understand(readings)
        metrics.understood.labels(understanding.decision).inc()
        return Found(understood_json(understanding))

    def answer(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """The answer in pieces, and whether it can be sent as a message."""
        today = self._today()
        answer = self._turns.knowledge(key).answer(Meaning(**args), today)
        if answer is None:
            return Missing()
        pieces = list(answer.pieces)
        return Found({"pieces": pieces, "sms": self._can_send, "today": today.isoformat()})

    def illnesses(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """The illnesses the benefit covers."""
        listed = self._turns.knowledge(key).listed_illnesses()
        return Found({"items": [{"id": illness.id, "name": illness.name} for illness in listed]})


def understood_json(understanding: Understanding) -> dict[str, Any]:
    """An understanding as a call's log keeps it."""
    best, *others = map(_candidate_json, understanding.candidates)
    return {**best, "decision": str(understanding.decision), "alternatives": others}


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    return {
        **candidate.meaning._asdict(),
        "confidence": candidate.confidence,
        "name": candidate.name,
    }
