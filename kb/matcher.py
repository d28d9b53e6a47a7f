"""What a caller means: readings of an utterance in, an `Understanding` out."""

from collections.abc import Sequence

from kb import confidence
from kb.confidence import Calibration, confidences
from kb.deciding import Evidence, decide
from kb.library import Library
from kb.scoring import Meaning, Scored, Scorer
from kb.sound import spoken
from kb.tidying import tidy
from kb.understanding import Candidate, Decision, Understanding

_READINGS = 4
"""Readings looked at; later ones seldom add anything but time."""
_DOUBT = 0.12
"""Score a reading without any confidence loses against the best one."""
_OFFERED = 4
"""Candidates named: the best and three others."""

NOTHING = Understanding("none", "", "", 0.0, Decision.REJECT)


class Matcher:
    """Understands utterances by a library. Built once, then shared between threads."""

    def __init__(self, library: Library, calibration: Calibration | None = None) -> None:
        """Lay out `library`. `calibration` is the one shipped, if none is given."""
        self._scorer = Scorer(library)
        self._listed = {illness.id for illness in library.listed_illnesses()}
        self._calibration = calibration or confidence.load()

    def understand(self, texts: Sequence[tuple[str, float]] | str) -> Understanding:
        """What the caller meant by one utterance.

        `texts` are alternative transcripts with confidences 0 to 1, best first, or one sure text.
        """
        readings = [(texts, 1.0)] if isinstance(texts, str) else list(texts)[:_READINGS]
        found, text = self.candidates(readings)
        if not found:
            return NOTHING
        return self._understanding(found, text)

    def candidates(self, readings: Sequence[tuple[str, float]]) -> tuple[list[Scored], str]:
        """Scored meanings over all readings, best first, and the tidied text of the best."""
        surest = max((sure for _, sure in readings), default=0.0) or 1.0
        best: dict[Meaning, tuple[Scored, str]] = {}
        for text, sure in readings:
            tidied = tidy(text)
            lost = _DOUBT * (1 - sure / surest)
            for scored in self._scorer.score(tidied):
                doubted = scored.lessened(lost)
                held = best.get(scored.meaning)
                if held is None or doubted.score > held[0].score:
                    best[scored.meaning] = (doubted, tidied)
        ranked = sorted(best.values(), key=lambda pair: -pair[0].score)
        return [scored for scored, _ in ranked], ranked[0][1] if ranked else ""

    def _understanding(self, found: list[Scored], text: str) -> Understanding:
        sure = confidences(found, len(spoken(text)), self._calibration, _OFFERED)
        evidence = Evidence(tuple(found[:_OFFERED]), tuple(sure), text, self._listed)
        decision = decide(evidence, self._calibration)
        candidates = [
            Candidate(*scored.meaning, value) for scored, value in zip(found, sure, strict=False)
        ]
        first = candidates[0]
        others = tuple(c for c in candidates[1:] if c.topic != "none")
        return Understanding(
            first.topic, first.illness, first.aspect, first.confidence, decision, others
        )
