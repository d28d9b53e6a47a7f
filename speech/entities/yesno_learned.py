"""Which of yes, no and neither a sentence is like, learned from a thousand and more of them.

The rules of `speech.entities.yesno` know the words; people answer in more ways than rules foresee (那敢情好,
用不着侬费心). A linear model of runs of characters knows how sentences go. `training.yesno` learns it.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

WEIGHTS = Path(__file__).with_name("yesno_weights.json")
LONGEST = 3
"""Characters of the runs that count."""
Weights = Mapping[str, Sequence[float]]
_PAUSE = re.compile(r"[\W_]+")


class Likely(NamedTuple):
    """How likely a sentence says each, together 1."""

    yes: float
    no: float
    neither: float


def runs(text: str) -> set[str]:
    """Runs of one to `LONGEST` characters; ^ and $ stand for the ends, | for a pause."""
    marked = f"^{_PAUSE.sub('|', text.strip().lower()).strip('|')}$"
    return {marked[at : at + n] for n in range(1, LONGEST + 1) for at in range(len(marked) - n + 1)}


def likely(text: str) -> Likely:
    """What `text` is like, by the weights that ship."""
    return judged(text, _weights())


def judged(text: str, weights: Weights) -> Likely:
    """What `text` is like by `weights`: of each run for yes, no and neither, those of '' for every sentence."""
    found = [weights[run] for run in sorted(runs(text)) if run in weights]
    share = 1 / math.sqrt(max(len(found), 1))
    sums = [bias + share * sum(of) for bias, *of in zip(weights[""], *found, strict=True)]
    powers = [math.exp(value - max(sums)) for value in sums]
    return Likely(*(power / sum(powers) for power in powers))


@cache
def _weights() -> Weights:
    weights: dict[str, list[float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights
