"""What callers say where a yes, a no or a choice is asked for, and what else they may say there.

Emits texts with the kind of answer they are. Phrases marked as kept aside in `phrases.tsv` are never
trained on: they tell how well a new wording of an answer is heard.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speech.answers.kinds import Kind
from speech.entities.yesno import parse_yes_no
from training.digits import texts
from training.digits.synth import negatives

PHRASES = Path(__file__).with_name("phrases.tsv")
"""Columns: kind of answer, text, 'aside' where it is kept for the test."""
_SHARES = {
    Kind.YES: 26, Kind.NO: 28, Kind.FIRST: 3, Kind.SECOND: 3, Kind.THIRD: 3, Kind.FOURTH: 2,
    Kind.NONE: 3, Kind.REPEAT: 4, Kind.PERSON: 3, Kind.UNKNOWN: 6, Kind.OTHER: 19,
}  # fmt: skip
"""How often each kind is said, in hundredths."""


@dataclass(frozen=True)
class Answer:
    """One thing said."""

    kind: Kind
    text: str


def phrases(*, aside: bool) -> dict[Kind, list[str]]:
    """The listed wordings of each kind: those to train with, or those kept aside."""
    found: dict[Kind, list[str]] = {}
    with PHRASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if bool(row["aside"]) is aside:
                found.setdefault(Kind(row["kind"]), []).append(row["text"])
    return found


def answers(chance: random.Random, *, aside: bool = False) -> Iterator[Answer]:
    """Endless answers of all kinds; `aside` with the wordings kept aside only."""
    listed = phrases(aside=aside)
    others = _others(chance)
    kinds, shares = list(_SHARES), list(_SHARES.values())
    while True:
        kind = chance.choices(kinds, shares)[0]
        if kind is Kind.OTHER and chance.random() < _UNLISTED:
            yield Answer(kind, next(others))
        else:
            yield Answer(kind, chance.choice(listed[kind]))


_UNLISTED = 0.35
"""Share of other speech that is any words, and digits: the prompts give the sentences (`sounds`)."""


def _others(chance: random.Random) -> Iterator[str]:
    """Endless short speech that answers nothing: words and digits."""
    _, words = negatives()
    numbers = texts.numbers(chance)
    while True:
        if chance.random() < 0.25:
            text = "".join(part.text for part in next(numbers))[: chance.randint(1, 4)]
        else:
            text = "".join(chance.choice(words) for _ in range(chance.choice((1, 1, 1, 2))))
        if parse_yes_no(text) is None and text not in _LISTED:
            yield text


_LISTED = {
    text
    for aside in (False, True)
    for kind, found in phrases(aside=aside).items()
    if kind is not Kind.OTHER
    for text in found
}
