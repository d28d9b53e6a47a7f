"""Why the matcher takes an utterance for what it does: for those who write the knowledge."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.content.answers import name_of
from kb.content.library import Library
from kb.contract import Meaning, Reading, Understanding
from kb.matching.matcher import Matcher

_SHOWN = 8


@dataclass(frozen=True)
class Reason:
    """One meaning that was thought of."""

    meaning: Meaning
    name: str
    """As the hotline names it; '' for what is to be refused."""
    confidence: float | None
    """None for those too far behind to have one."""
    score: float
    agreement: float
    """Share of the sentence that agrees with the phrase, 0 to 1."""
    topic_score: float
    """What all syllables together say for the topic: about 1 for it, -1 against it."""
    phrase: str
    """The nearest phrase of the content."""
    illness_heard: str
    """The name of an illness found in the sentence."""
    illness_fit: float
    """How well it was said; 1 is exactly."""


@dataclass(frozen=True)
class Explanation:
    """What is made of an utterance, and all that was thought of."""

    understanding: Understanding
    """As in a call."""
    text: str
    """What of the utterance was looked at: without fillers and what was taken back."""
    reasons: list[Reason]


def explain(
    library: Library, matcher: Matcher, texts: Sequence[Reading], understanding: Understanding
) -> Explanation:
    """Why `texts` have that `understanding`; what was thought of stands best first."""
    found, text = matcher.explain(texts)
    sure = {c.meaning: c.confidence for c in understanding.candidates}
    reasons = [
        Reason(
            scored.meaning,
            name=name_of(library, scored.meaning),
            confidence=sure.get(scored.meaning),
            score=scored.score,
            agreement=scored.agreement,
            topic_score=scored.topic,
            phrase=scored.phrase,
            illness_heard=scored.span.name if scored.span else "",
            illness_fit=scored.span.fit if scored.span else 0.0,
        )
        for scored in found[:_SHOWN]
    ]
    return Explanation(understanding, text, reasons)
