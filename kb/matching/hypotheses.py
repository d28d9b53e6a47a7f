"""Several readings of one utterance scored together."""

from collections.abc import Sequence
from functools import lru_cache

import opencc

from kb.content.schema import COVERAGE
from kb.contract import Meaning, Reading
from kb.matching.disfluency import tidy
from kb.matching.joint import rank
from kb.matching.scoring import Scored, Scorer


@lru_cache(1)
def _simplified() -> opencc.OpenCC:
    """Recognisers mix traditional characters in; the content has none."""
    return opencc.OpenCC("t2s")


_AS_MEANT, _NAMED = 0.75, 0.5
"""Share of familiar words from which a sentence was hardly misheard, and share of the characters of an
illness's name that must then be in it."""
_DOUBT = 0.12
"""Score a reading without any confidence loses against the surest one."""


def candidates(
    scorer: Scorer, readings: Sequence[Reading], joint: Sequence[float] = ()
) -> tuple[list[Scored], str]:
    """Scored meanings over all `readings`, best first.

    `joint` are the weights that join sound and meaning; without them sound alone decides.

    The text is the tidied reading the best meaning was found in; '' when nothing was found.
    """
    surest = max((sure for _, sure in readings), default=0.0) or 1.0
    best: dict[Meaning, tuple[Scored, str]] = {}
    for text, sure in readings:
        tidied = tidy(_simplified().convert(text))
        lost = _DOUBT * (1 - sure / surest)
        for scored in rank(_without_guesses(scorer.score(tidied)), joint):
            doubted = scored.lessened(lost)
            held = best.get(scored.meaning)
            if held is None or doubted.score > held[0].score:
                best[scored.meaning] = (doubted, tidied)
    ranked = sorted(best.values(), key=lambda pair: -pair[0].score)
    return [scored for scored, _ in ranked], ranked[0][1] if ranked else ""


def _without_guesses(found: Sequence[Scored]) -> list[Scored]:
    """`found` without illnesses that only sound like something in a sentence of familiar words.

    What is written as it was meant names its illness: 我退休了 asks about no broken leg (腿断了). So does
    a sentence that spells one out.
    """
    as_meant = any(s.familiar >= _AS_MEANT or (_of_illness(s) and s.spelled == 1) for s in found)
    kept = [s for s in found if not as_meant or s.spelled >= _NAMED or not _of_illness(s)]
    return kept or list(found)


def _of_illness(scored: Scored) -> bool:
    return scored.meaning.topic == COVERAGE
