"""What a caller means: readings of an utterance in, an `Understanding` out."""

from collections.abc import Sequence
from typing import Literal

from kb.content.answers import name_of
from kb.content.library import Library
from kb.contract import (
    NOT_UNDERSTOOD,
    NOTHING_MEANT,
    Candidate,
    Decision,
    Meaning,
    Reading,
    Understanding,
)
from kb.matching import calibration as confidence
from kb.matching import embedding
from kb.matching.calibration import Calibration, confidences
from kb.matching.decision import Coverage, Evidence, decide
from kb.matching.embedding import Encoder
from kb.matching.hypotheses import candidates
from kb.matching.phonetics import spoken
from kb.matching.scoring import Scored, Scorer

_READINGS = 4
"""Readings looked at; later ones seldom add anything but time."""
_OFFERED = 4
"""Candidates named: the best and three others."""


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
        self._library = library
        self._encoder = encoder
        self._scorer = Scorer(library, knows)
        self._coverage = Coverage.of(library)
        self._calibration = calibration or confidence.shipped(knows is not None)

    def is_of(self, library: Library, encoder: Encoder | None | Literal["installed"]) -> bool:
        """Whether it was made of `library`, or one like it, and `encoder`."""
        return self._encoder is encoder and self._library == library

    def understand(self, texts: Sequence[Reading] | str) -> Understanding:
        """What the caller meant by one utterance.

        `texts` are readings of it, best first, or one sure text.
        """
        readings = _readings(texts)
        found, text = candidates(self._scorer, readings, self._calibration.joint)
        if not found:
            return NOT_UNDERSTOOD
        heard = max(reading.confidence for reading in readings)
        return self._understanding(Evidence(found, text, heard, self._calibration.spread))

    def explain(self, texts: Sequence[Reading] | str) -> tuple[list[Scored], str]:
        """Every meaning that was thought of, best first, and the text the best one was found in."""
        return candidates(self._scorer, _readings(texts), self._calibration.joint)

    def _understanding(self, evidence: Evidence) -> Understanding:
        found = evidence.found
        sure = confidences(found, len(spoken(evidence.text)), self._calibration, _OFFERED)
        decision = decide(evidence, sure, self._coverage, self._calibration)
        candidates = [
            Candidate(scored.meaning, value, self._name(scored.meaning))
            for scored, value in zip(found, sure, strict=False)
            if scored.meaning != NOTHING_MEANT
        ]
        if decision == Decision.REJECT:
            nothing = _surely_nothing(found, sure)
            return Understanding(NOTHING_MEANT, nothing, decision, tuple(candidates[:3]))
        best, *others = candidates
        return Understanding(best.meaning, best.confidence, decision, tuple(others), best.name)

    def _name(self, meaning: Meaning) -> str:
        return name_of(self._library, meaning)


def _readings(texts: Sequence[Reading] | str) -> list[Reading]:
    return [Reading(texts)] if isinstance(texts, str) else list(texts)[:_READINGS]


def _surely_nothing(found: Sequence[Scored], sure: list[float]) -> float:
    """Confidence that the caller asked for nothing the hotline has."""
    return sure[0] if found[0].meaning == NOTHING_MEANT else round(1 - sure[0], 4)
