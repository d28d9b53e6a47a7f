"""Which meanings may be named to a caller: no illness is guessed where the words were hardly misheard.

To be asked about an illness nobody spoke of offends. A recogniser that misheard its name is another
matter: then the sound is all there is to go by.
"""

import math
from collections.abc import Sequence

from kb.content.schema import COVERAGE
from kb.contract import URGENT
from kb.matching.joint import outside
from kb.matching.scoring import Scored

_MOST, _NEARLY_ALL, _TOGETHER = 0.55, 0.75, 0.48
"""Shares of the characters of a name from which it was said; fewer than the second must stand together,
which the fit tells."""
_AS_MEANT = 0.75
"""Share of familiar words from which a sentence was hardly misheard."""
_ALL_WORDS, _MOSTLY_WORDS = 0.95, 0.6
"""Shares of a sentence in words from which hardly anything, and not all, was misheard."""
_ALMOST_SURELY, _LIKELY, _PERHAPS, _AT_ALL, _HARDLY = 0.9, 0.7, 0.7, 0.3, 0.1
"""Least confidence in an illness by its sound alone: in sentences all in words that do not ask for the
benefit, in others all in words, in those mostly in words that do not ask, in what else does not ask, and
wherever something else is likelier."""
_SCRAP, _LITTLE, _JUST_LIKE_IT = 2, 2, 0.8
"""Syllables of a name, and beside it, from which a sentence tells something, and the fit that is needed below."""
_ADVICE = 0.95
"""Least confidence in a question about curing an illness where words beside the illness ask for the benefit."""
_DANGER = 0.6
"""Least confidence in danger or despair in what was hardly misheard."""
_CRY, _AS_SAID = 4, 0.9
"""Syllables up to which danger and despair are only what stands in the content, and the agreement that tells
it: 算了 is the end of 死了算了, and 四 sounds like the end of 想死."""
_NOT_OURS = 0.6
"""Least confidence in what the hotline can only refer elsewhere, for it to be one of several offers."""


def is_urgent(scored: Scored) -> bool:
    """Whether it tells of danger or despair."""
    return scored.meaning.topic in URGENT


def least_for_danger(scored: Scored, syllables: int, *, sure: bool) -> float:
    """Least confidence in `scored`, which is urgent, in a text of so many syllables, `sure` or not.

    Where words were misheard, any is enough.
    """
    if syllables <= _CRY and scored.agreement < _AS_SAID:
        return math.inf
    return _DANGER if sure or scored.in_words >= _ALL_WORDS else 0.0


def of_illness(scored: Scored) -> bool:
    """Whether the question is whether an illness is covered."""
    return scored.meaning.topic == COVERAGE


def is_health_advice(scored: Scored) -> bool:
    """Whether the question is how to live with an illness, or to cure it."""
    return scored.meaning.topic == "outside.health_advice"


def least_for_advice(scored: Scored, *, sure: bool, asks: bool) -> float:
    """Least confidence in `scored`, which is about curing an illness, in a `sure` text or another.

    `asks` tells that the words beside the illness ask for the benefit: 好不好拿保障金.
    """
    if sure and by_sound(scored):
        return math.inf
    return _ADVICE if asks and scored.span else 0.0


def by_sound(scored: Scored) -> bool:
    """Whether it is about an illness whose name is not in the words, to be covered or to be cured."""
    ill = of_illness(scored) or is_health_advice(scored)
    if not ill or scored.span is None:
        return False
    together = scored.spelled >= _NEARLY_ALL or scored.span.fit >= _TOGETHER
    return scored.spelled < _MOST or not together


def without_guesses(found: Sequence[Scored], syllables: int) -> list[Scored]:
    """`found`, of a sentence of so many syllables, without illnesses that only happen to sound like it.

    What stands as it was meant names its illness: 我退休了 asks about no broken leg (腿断了). So does a
    sentence that spells out one we know; 飞炎 may still be a misheard 肺炎.
    """
    as_meant = any(
        s.familiar >= _AS_MEANT or (of_illness(s) and s.meaning.illness and s.spelled == 1)
        for s in found
    )
    kept = [s for s in found if not by_sound(s) or not (as_meant or _is_a_scrap(s, syllables))]
    return kept or list(found)


def least_for_a_guess(scored: Scored, *, best: bool, asks: bool) -> float:
    """Least confidence in `scored`, which is about an illness by its sound alone.

    `best` tells that nothing else is likelier, `asks` that the words beside the name ask for the benefit.
    """
    if scored.in_words >= _ALL_WORDS:
        return _LIKELY if asks else _ALMOST_SURELY
    if not asks:
        return _PERHAPS if scored.in_words >= _MOSTLY_WORDS else _AT_ALL
    return 0.0 if best else _HARDLY


def may_be_offered(scored: Scored, confidence: float, *, settled: bool) -> bool:
    """Whether a caller may be asked if this is meant; `settled` tells that nothing else is asked."""
    return settled or not outside(scored.meaning.topic) or confidence >= _NOT_OURS


def _is_a_scrap(scored: Scored, syllables: int) -> bool:
    """Whether a short name only sounds a little like what makes up the sentence: 我拿支笔, 植皮."""
    span = scored.span
    if span is None or len(span.name) > _SCRAP or span.fit >= _JUST_LIKE_IT:
        return False
    return syllables - (span.end - span.start) <= _LITTLE
