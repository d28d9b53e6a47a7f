"""What a caller said and meant, in the types that matcher, effects and dialogue share.

The matcher receives `Reading`s and emits an `Understanding`; it reaches the dialogue as it is.
Imports the standard library alone: the dialogue core, which knows no knowledge, imports this.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

NONE = "none"
"""Topic of utterances that do not concern the hotline."""
EMERGENCY, DISTRESS = "emergency", "distress"
"""Topics of danger right now and of despair."""
URGENT = (EMERGENCY, DISTRESS)


class Reading(NamedTuple):
    """One way to read an utterance."""

    text: str
    confidence: float = 1.0
    """0 to 1, from the recogniser."""


class Meaning(NamedTuple):
    """What a caller may be after; the key under which the knowledge answers it."""

    topic: str
    illness: str = ""
    """Illness entry id, or '' where the topic has no illness."""
    aspect: str = ""
    """overview, materials, deadline or payout for claim topics, else ''."""


NOTHING_MEANT = Meaning(NONE)


class Decision(StrEnum):
    """What the hotline should do with an understanding."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    CHOOSE = "choose"
    REJECT = "reject"


@dataclass(frozen=True)
class Candidate:
    """One thing the caller may have meant."""

    meaning: Meaning
    confidence: float
    """0 to 1, calibrated: the share of such matches that are right."""
    name: str = ""
    """How the hotline names it when it asks back; '' where it has no name."""


@dataclass(frozen=True)
class Understanding:
    """The best candidate, what to do with it, and the runners-up."""

    meaning: Meaning
    confidence: float
    decision: Decision
    alternatives: tuple[Candidate, ...] = ()
    """Up to three other candidates, best first, each with a meaning of its own."""
    name: str = ""
    """How the hotline names the best candidate; '' where it has no name."""

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates, best first."""
        return Candidate(self.meaning, self.confidence, self.name), *self.alternatives


NOT_UNDERSTOOD = Understanding(NOTHING_MEANT, 0.0, Decision.REJECT)
