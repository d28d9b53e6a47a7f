"""Danger right now and despair: heard by their words, before anything else is understood.

However little else was heard, and however sure the rest of the sentence sounds like a question.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

import yaml

from kb.matching.phonetics import hear

WORDS = Path(__file__).with_name("urgent.yaml")
EMERGENCY, DISTRESS = "emergency", "distress"
_BY_SOUND = 4
"""Syllables from which a word is known by its sound too; a shorter one is too easily another."""

Syllables = tuple[int, ...]


def urgent_topic(texts: Iterable[str]) -> str:
    """`EMERGENCY`, `DISTRESS` or ''. One of the `texts`, readings of an utterance, is enough."""
    readings, words = list(texts), urgent_words()
    for topic, signs, against in (
        (DISTRESS, words["despair"], words["asked"]),
        (EMERGENCY, words["danger"], words["over"]),
    ):
        if any(_says(text, signs) and not _holds(text, against) for text in readings):
            return topic
    return ""


@cache
def urgent_words() -> dict[str, tuple[str, ...]]:
    """The words of `urgent.yaml` by list: danger, over, despair, asked."""
    lists: dict[str, list[str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return {name: tuple(str(word) for word in words) for name, words in lists.items()}


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _says(text: str, signs: Sequence[str]) -> bool:
    """Whether one of `signs` is in `text`, letter by letter, or a long one by its sound."""
    if _holds(text, signs):
        return True
    said = _syllables(text)
    long_ones = (_syllables(sign) for sign in signs if len(sign) >= _BY_SOUND)
    return any(_runs_through(said, sign) for sign in long_ones)


@lru_cache(1_000)
def _syllables(text: str) -> Syllables:
    return tuple(hear(text).syllables.tolist())


def _runs_through(said: Syllables, sign: Syllables) -> bool:
    return any(said[at : at + len(sign)] == sign for at in range(len(said) - len(sign) + 1))
