"""What the matcher makes of an utterance: the topic contract of `hotline kb ask`."""

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What the hotline should do with an understanding."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    CHOOSE = "choose"
    REJECT = "reject"


@dataclass(frozen=True)
class Candidate:
    """One thing the caller may have meant."""

    topic: str
    illness: str
    """Illness entry id, or '' where the topic has no illness."""
    aspect: str
    """overview, materials, deadline or payout for claim topics, else ''."""
    confidence: float
    """0 to 1, calibrated: the share of such matches that are right."""


@dataclass(frozen=True)
class Understanding:
    """The best candidate, what to do with it, and the runners-up."""

    topic: str
    illness: str
    aspect: str
    confidence: float
    decision: Decision
    alternatives: tuple[Candidate, ...] = ()
    """Up to three other candidates, best first, each a different (topic, illness, aspect)."""
