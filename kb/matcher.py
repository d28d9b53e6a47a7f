"""What a caller means: readings of an utterance in, an `Understanding` out."""

from collections.abc import Sequence
from typing import Literal

from kb import confidence, embedding
from kb.confidence import Calibration, confidences
from kb.deciding import Coverage, Evidence, decide
from kb.embedding import Encoder
from kb.hypotheses import candidates
from kb.library import Library
from kb.scoring import Scored, Scorer
from kb.sound import spoken
from kb.understanding import Candidate, Decision, Understanding
from kb.urgency import Urgency

_READINGS = 4
"""Readings looked at; later ones seldom add anything but time."""
_OFFERED = 4
"""Candidates named: the best and three others."""

_URGENT = 0.99
"""Confidence in words of danger and despair."""

NOTHING = Understanding("none", "", "", 0.0, Decision.REJECT)


class Matcher:
    """Understands utterances by a library. Built once, then shared between threads."""

    def __init__(
        self,
        library: Library,
        calibration: Calibration | None = None,
        encoder: Encoder | None | Literal["installed"] = "installed",
    ) -> None:
        """Lay out `library`. `calibration` is the one shipped, if none is given.

        `encoder` tells what sentences mean; with None, sound alone decides.
        """
        knows = embedding.load() if encoder == "installed" else encoder
        self._scorer = Scorer(library, knows)
        self._coverage = Coverage.of(library)
        self._urgency = Urgency.of(library)
        self._calibration = calibration or confidence.shipped(knows is not None)

    def understand(self, texts: Sequence[tuple[str, float]] | str) -> Understanding:
        """What the caller meant by one utterance.

        `texts` are alternative transcripts with confidences 0 to 1, best first, or one sure text.
        """
        readings = _readings(texts)
        urgent = self._urgency.topic(text for text, _ in readings)
        if urgent:
            return Understanding(urgent, "", "", _URGENT, Decision.ANSWER)
        found, text = candidates(self._scorer, readings, self._calibration.joint)
        if not found:
            return NOTHING
        heard = max(confidence for _, confidence in readings)
        return self._understanding(Evidence(found, text, heard, self._calibration.spread))

    def explain(self, texts: Sequence[tuple[str, float]] | str) -> tuple[list[Scored], str]:
        """Every meaning that was thought of, best first, and the text the best one was found in."""
        return candidates(self._scorer, _readings(texts), self._calibration.joint)

    def _understanding(self, evidence: Evidence) -> Understanding:
        found = evidence.found
        sure = confidences(found, len(spoken(evidence.text)), self._calibration, _OFFERED)
        decision = decide(evidence, sure, self._coverage, self._calibration)
        candidates = [
            Candidate(*scored.meaning, value)
            for scored, value in zip(found, sure, strict=False)
            if scored.meaning.topic != "none"
        ]
        if decision == Decision.REJECT:
            return Understanding(
                "none", "", "", _surely_nothing(found, sure), decision, tuple(candidates[:3])
            )
        best = candidates[0]
        return Understanding(
            best.topic, best.illness, best.aspect, best.confidence, decision, tuple(candidates[1:])
        )


def _readings(texts: Sequence[tuple[str, float]] | str) -> list[tuple[str, float]]:
    return [(texts, 1.0)] if isinstance(texts, str) else list(texts)[:_READINGS]


def _surely_nothing(found: Sequence[Scored], sure: list[float]) -> float:
    """Confidence that the caller asked for nothing the hotline has."""
    return sure[0] if found[0].meaning.topic == "none" else round(1 - sure[0], 4)
