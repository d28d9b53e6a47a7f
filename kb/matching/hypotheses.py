"""Several readings of one utterance scored together."""

from collections.abc import Sequence
from functools import lru_cache

import opencc

from kb.contract import Meaning, Reading
from kb.matching.disfluency import tidy
from kb.matching.joint import rank
from kb.matching.offers import without_guesses
from kb.matching.phonetics import spoken
from kb.matching.scoring import Scored, Scorer


@lru_cache(1)
def _simplified() -> opencc.OpenCC:
    """Recognisers mix traditional characters in; the content has none."""
    return opencc.OpenCC("t2s")


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
    texts = [tidy(_simplified().convert(text)) for text, _ in readings]
    scorer.encode(texts)
    for tidied, (_, sure) in zip(texts, readings, strict=True):
        lost = _DOUBT * (1 - sure / surest)
        found = without_guesses(scorer.score(tidied), len(spoken(tidied)))
        for scored in rank(found, joint):
            doubted = scored.lessened(lost)
            held = best.get(scored.meaning)
            if held is None or doubted.score > held[0].score:
                best[scored.meaning] = (doubted, tidied)
    ranked = sorted(best.values(), key=lambda pair: -pair[0].score)
    return [scored for scored, _ in ranked], ranked[0][1] if ranked else ""
