"""What a caller means: readings of an utterance in, an `Understanding` out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from kb.claim_words import DEATHS, only_dying
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
from kb.matching.decision import SURE, Coverage, Evidence, asks_for_the_benefit, decide
from kb.matching.embedding import Encoder
from kb.matching.hypotheses import candidates
from kb.matching.offers import (
    by_sound,
    is_health_advice,
    is_urgent,
    least_for_a_guess,
    least_for_advice,
    least_for_danger,
    may_be_offered,
)
from kb.matching.phonetics import spoken
from kb.matching.scoring import Scored, Scorer
from kb.matching.urgency import is_over

_READINGS = 4
"""Readings looked at; later ones seldom add anything but time."""
_OFFERED = 4
"""Candidates named: the best and three others."""
_SETTLED = (Decision.ANSWER, Decision.CONFIRM)
"""Decisions for one candidate."""


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
        said = [reading.text for reading in readings]
        found = [s for s in found if not is_over(s.meaning.topic, said)]
        if not found:
            return NOT_UNDERSTOOD
        heard = max(reading.confidence for reading in readings)
        return self._understanding(Evidence(found, text, heard, self._calibration.spread))

    def explain(self, texts: Sequence[Reading] | str) -> tuple[list[Scored], str]:
        """Every meaning that was thought of, best first, and the text the best one was found in."""
        return candidates(self._scorer, _readings(texts), self._calibration.joint)

    def _understanding(self, evidence: Evidence) -> Understanding:
        sure = self._confidences(evidence)
        allowed = self._allowed(evidence, sure)
        if not any(allowed):
            return NOT_UNDERSTOOD
        if not allowed[0]:
            named = [scored for scored, may in zip(evidence.found, allowed, strict=True) if may]
            evidence = replace(evidence, found=named)
            sure, allowed = self._confidences(evidence), [True] * len(named)
        decision = decide(evidence, sure, self._coverage, self._calibration)
        candidates = [
            Candidate(scored.meaning, value, self._name(scored.meaning))
            for place, (scored, value, may) in enumerate(
                zip(evidence.found, sure, allowed, strict=False)
            )
            if scored.meaning != NOTHING_MEANT
            and may
            and may_be_offered(scored, value, settled=place == 0 and decision in _SETTLED)
        ]
        if decision == Decision.REJECT or not candidates:
            nothing = _surely_nothing(evidence.found, sure)
            return Understanding(NOTHING_MEANT, nothing, Decision.REJECT, tuple(candidates[:3]))
        best, *others = candidates
        return Understanding(best.meaning, best.confidence, decision, tuple(others), best.name)

    def _allowed(self, evidence: Evidence, sure: Sequence[float]) -> list[bool]:
        """For each candidate, whether it may have been meant, as far as can be told: 我拿支笔 asks about no
        植皮, whatever it sounds like, and 帮我叫一部出租车 is no cry for help."""
        likely = [*sure, *[0.0] * (len(evidence.found) - len(sure))]
        clear = evidence.heard >= SURE
        syllables = len(spoken(evidence.text))
        alive = self._scorer.is_of_the_living(evidence.text) or only_dying(evidence.text)
        nobody_died = clear and alive

        def may(scored: Scored, value: float, *, best: bool) -> bool:
            if nobody_died and scored.meaning.topic in DEATHS:
                return False
            if is_urgent(scored):
                return value >= least_for_danger(scored, syllables, sure=clear)
            if not is_health_advice(scored) and not (clear and by_sound(scored)):
                return True
            asks = value > 0 and asks_for_the_benefit(scored, evidence.text, self._coverage)
            if is_health_advice(scored):
                return value >= least_for_advice(scored, sure=clear, asks=asks)
            return value >= least_for_a_guess(scored, best=best, asks=asks)

        return [
            may(scored, value, best=place == 0)
            for place, (scored, value) in enumerate(zip(evidence.found, likely, strict=True))
        ]

    def _confidences(self, evidence: Evidence) -> list[float]:
        length = len(spoken(evidence.text))
        return confidences(evidence.found, length, self._calibration, _OFFERED)

    def _name(self, meaning: Meaning) -> str:
        return name_of(self._library, meaning)


def _readings(texts: Sequence[Reading] | str) -> list[Reading]:
    return [Reading(texts)] if isinstance(texts, str) else list(texts)[:_READINGS]


def _surely_nothing(found: Sequence[Scored], sure: list[float]) -> float:
    """Confidence that the caller asked for nothing the hotline has."""
    return sure[0] if found[0].meaning == NOTHING_MEANT else round(1 - sure[0], 4)
