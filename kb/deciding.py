"""Answer, ask back, offer a choice, or refuse: what the confidence allows.

To tell a caller wrongly that an illness is covered is the one error that cannot be forgiven. So
that answer needs more than confidence: the name must have been said, or have been heard whole and
long enough not to be another's.
"""

from collections.abc import Set
from dataclasses import dataclass

from kb.confidence import Calibration
from kb.library import COVERAGE
from kb.scoring import Scored
from kb.sound import spoken
from kb.understanding import Decision

_HEARD_WHOLE = 0.8
"""Fit of a name that was heard, not read."""
_HEARD_SYLLABLES = 3
"""A shorter name that is only heard (肺癌, 肺炎) is too easily another's."""
_CLEAR_OF_RIVALS = 0.06
"""Distance in score to the best illness that is not covered."""
_SAID_TOO = 0.85
"""Fit from which a second illness in the same sentence was meant as well."""


@dataclass(frozen=True)
class Evidence:
    """What a decision is made from."""

    found: tuple[Scored, ...]
    """Candidates, best first."""
    confidences: tuple[float, ...]
    text: str
    """The tidied text the best candidate was found in."""
    listed: Set[str]
    """Illnesses the benefit covers."""


def decide(evidence: Evidence, calibration: Calibration) -> Decision:
    """What to do with the best candidate."""
    best, sure = evidence.found[0], evidence.confidences[0]
    if best.meaning.topic == "none":
        return Decision.REJECT
    if _says_covered(evidence):
        answers = sure >= calibration.answer_covered and _is_certain(evidence)
    else:
        answers = sure >= calibration.answer
    if answers:
        return Decision.CHOOSE if _two_illnesses(evidence) else Decision.ANSWER
    if sure >= calibration.confirm:
        return Decision.CONFIRM
    offered = sum(evidence.confidences[:3])
    return Decision.CHOOSE if offered >= calibration.choose else Decision.REJECT


def _says_covered(evidence: Evidence) -> bool:
    return evidence.found[0].meaning.illness in evidence.listed


def _is_certain(evidence: Evidence) -> bool:
    """Whether the name of the covered illness was really said."""
    best = evidence.found[0]
    span = best.span
    if span is None:
        return False
    rivals = [
        other.score
        for other in evidence.found[1:]
        if other.meaning.topic == COVERAGE and other.meaning.illness not in evidence.listed
    ]
    if rivals and best.score - max(rivals) < _CLEAR_OF_RIVALS:
        return False
    if span.name in spoken(evidence.text):
        return True
    return span.fit >= _HEARD_WHOLE and len(span.name) >= _HEARD_SYLLABLES


def _two_illnesses(evidence: Evidence) -> bool:
    """Whether another illness was named elsewhere in the sentence."""
    first = evidence.found[0].span
    if first is None or evidence.found[0].meaning.topic != COVERAGE:
        return False
    return any(
        other.span is not None
        and other.meaning.topic == COVERAGE
        and other.meaning.illness != evidence.found[0].meaning.illness
        and other.span.fit >= _SAID_TOO
        and len(other.span.name) > 1
        and (other.span.start >= first.end or other.span.end <= first.start)
        for other in evidence.found[1:]
    )
