"""What the knowledge base understands and answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from ivr.dialog.acts import Found, Missing, Result
from ivr.observability import metrics
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
        meant = self._turns.knowledge(key).understand([(text, c) for text, c in args["readings"]])
        metrics.understood.labels(meant["decision"]).inc()
        return Found(meant)

    def answer(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """The answer in pieces, and whether it can be sent as a message."""
        today = self._today()
        pieces = self._turns.knowledge(key).answer(**args, today=today)
        if not pieces:
            return Missing()
        return Found({"pieces": pieces, "sms": self._can_send, "today": today.isoformat()})

    def illnesses(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """The illnesses the benefit covers."""
        return Found({"items": self._turns.knowledge(key).listed_illnesses()})
