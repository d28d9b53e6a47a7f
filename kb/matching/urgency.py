"""Danger right now and despair: heard by their words, before anything else is understood.

However little else was heard, and however sure the rest of the sentence sounds like a question.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import yaml

from kb.contract import DISTRESS, EMERGENCY
from kb.matching.phonetics import hear

WORDS = Path(__file__).with_name("urgent.yaml")
_BY_SOUND = 4
"""Syllables from which a word is known by its sound too; a shorter one is too easily another."""

_SIGNS = (
    (DISTRESS, "despair", ("asked",)),
    (EMERGENCY, "now", ("over",)),
    (EMERGENCY, "danger", ("over", "asks")),
)
"""What tells of each, and what of it being past or asked about; despair is heard first."""
_AGAINST = {DISTRESS: ("asked",), EMERGENCY: ("over", "asks")}


def urgent_topic(texts: Iterable[str]) -> str:
    """`EMERGENCY`, `DISTRESS` or ''. One of the `texts`, readings of an utterance, is enough."""
    readings = list(texts)
    for topic, signs, against in _SIGNS:
        if any(_says(text, signs) and not _holds(text, *against) for text in readings):
            return topic
    return ""


def is_over(topic: str, texts: Iterable[str]) -> bool:
    """Whether all `texts` say that the danger or the despair of `topic` is past, ask about it, or only speak
    so: 气死我了. What tells of it by its own words is found before."""
    return topic in _AGAINST and all(_holds(text, *_AGAINST[topic], "figures") for text in texts)


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return lists


@cache
def urgent_words(name: str) -> tuple[str, ...]:
    """The words of a list of `urgent.yaml`, such as danger."""
    return tuple(map(str, _lists()[name]))


@cache
def _ways(name: str) -> re.Pattern[str]:
    """The words of a list, and the other ways to say the same."""
    words = map(re.escape, urgent_words(name))
    return re.compile("|".join((*words, *_lists()[f"{name}_ways"])))


@cache
def _by_sound(name: str) -> tuple[str, ...]:
    return tuple(_syllables(word) for word in urgent_words(name) if len(word) >= _BY_SOUND)


def _holds(text: str, *names: str) -> bool:
    return any(_ways(name).search(text) for name in names)


def _says(text: str, name: str) -> bool:
    """Whether a sign of the list `name` is in `text`, letter by letter, or a long one by its sound."""
    if _holds(text, name):
        return True
    said = _syllables(text)
    return any(sign in said for sign in _by_sound(name))


@lru_cache(1_000)
def _syllables(text: str) -> str:
    """The syllables of `text`, a character for each."""
    return "".join(map(chr, hear(text).syllables.tolist()))
