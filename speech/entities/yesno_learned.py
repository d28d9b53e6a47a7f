"""Which of yes, no and neither a sentence is like, learned from thousands of answers.

`speech.entities.yesno_words` knows the words; people answer in more ways than rules foresee (那敢情好,
用不着侬费心), and say both words where one is meant. A linear model of runs of characters and of the words found
knows how sentences go. `training.yesno` learns it.
"""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from speech.entities.text import plain
from speech.entities.yesno_words import Found, find_words

WEIGHTS = Path(__file__).with_name("yesno_weights.json")
LONGEST = 3
"""Characters of the runs that count."""
_WORDS, _OTHERS = 4, 6
"""Words whose order counts, and pairs of other characters that are told apart."""
Weights = Mapping[str, Sequence[float]]
_PAUSE = re.compile(r"[^\w…?]+|_+")
_CLAUSE = re.compile(r"[,，.。…!！?？;；、\s—-]+")
_ALIKE = [
    ("[勿弗]", "不"),
    ("[覅嫑甭]", "不要"),
    ("呒没|冇", "没有"),
    ("[侬恁您]", "你"),
    ("[额格嘅]", "的"),
    (r"[.。]{2,}", "…"),
]
"""Words that dialects have for one, and what trails off."""


class Likely(NamedTuple):
    """How likely a sentence says each, together 1."""

    yes: float
    no: float
    neither: float


def features(text: str, found: Found) -> set[str]:
    """What the model knows of a sentence: its runs of characters, the words `found` in it, and what its first and
    last clause say by themselves (可以，那什么时候到; 不是，哦是的)."""
    return _runs(text) | _marks(found) | _ends(text)


def _ends(text: str) -> set[str]:
    clauses = [clause for clause in _CLAUSE.split(plain(text)) if clause]
    if len(clauses) < 2:
        return {"clauses one"}
    first, last = (_by_itself(clauses[at]) for at in (0, -1))
    return {f"clauses first {first}", f"clauses last {last}", f"clauses {first} {last}"}


def _by_itself(clause: str) -> str:
    found = find_words(clause)
    if found.answer is None:
        return found.kinds[0] if found.kinds else "other"
    return f"{found.answer}{' and more' if found.others else ''}"


def _runs(text: str) -> set[str]:
    """Runs of one to `LONGEST` characters; ^ and $ stand for the ends, | for a pause."""
    said = plain(text).lower()
    for words, one in _ALIKE:
        said = re.sub(words, one, said)
    marked = f"^{_PAUSE.sub('|', said).strip('|')}$"
    return {marked[at : at + n] for n in range(1, LONGEST + 1) for at in range(len(marked) - n + 1)}


def _marks(found: Found) -> set[str]:
    """Names longer than any run."""
    kinds = found.kinds or ["none"]
    return {
        *(f"word {kind}" for kind in kinds),
        f"first {kinds[0]}",
        f"last {kinds[-1]}",
        f"words {' '.join(kinds[:_WORDS])}",
        f"answer {found.answer}, open {found.is_open}",
        f"others {min(found.others // 2, _OTHERS)}",
    }


def likely(text: str, found: Found) -> Likely:
    """What `text` is like, by the weights that ship."""
    return judged(features(text, found), _weights())


def judged(told: Collection[str], weights: Weights) -> Likely:
    """What a sentence of these features is like; `weights` of each for yes, no and neither, '' for every one."""
    known = [weights[feature] for feature in sorted(told) if feature in weights]
    share = 1 / math.sqrt(max(len(known), 1))
    sums = [bias + share * sum(of) for bias, *of in zip(weights[""], *known, strict=True)]
    powers = [math.exp(value - max(sums)) for value in sums]
    return Likely(*(power / sum(powers) for power in powers))


@cache
def _weights() -> Weights:
    weights: dict[str, list[float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights
