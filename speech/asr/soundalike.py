"""Which known phrases sound like what was heard.

A doubtful utterance is recognised again with a few phrases in mind. These are chosen by sound from all
that are likely, however many: an engine can bear in mind only a handful.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

WHOLE = 6
"""Phrases that sound like the utterance as a whole..."""
PARTS = 8
"""...and shorter ones that sound like a part of it."""
MAX_PART = 8
"""Characters; anything longer is compared with the whole."""
READINGS = 3
"""Readings of the utterance that are looked at."""
ALIKE = 75
"""Likeness of sounds, of 100, from which one reading may be another one put right. Below it, readings
made with phrases in mind were mostly one of the phrases, whatever was said."""
SHORT, SHORT_ALIKE = 2, 95
"""Characters of the words that must sound the same: 喂呀 is nearly 胃炎."""
_OUTSIDE_WORDS = re.compile(r"[\W_]+")


class SoundAlike:
    """A list of phrases, by sound. Shared between threads."""

    def __init__(self, phrases: Iterable[str]) -> None:
        known = {phrase: sound(phrase) for phrase in phrases}
        self._wholes = {phrase: heard for phrase, heard in known.items() if heard}
        self._parts = {p: s for p, s in self._wholes.items() if 1 < len(p) <= MAX_PART}

    def near(self, readings: Sequence[str]) -> list[str]:
        """The phrases nearest to an utterance, whole ones first, each the best of its kind first."""
        sounds = [heard for reading in readings[:READINGS] if (heard := sound(reading))]
        wholes = _nearest(sounds, self._wholes, fuzz.ratio, WHOLE)
        parts = _nearest(sounds, self._parts, fuzz.partial_ratio, PARTS)
        return list(dict.fromkeys([*wholes, *parts]))


@lru_cache(maxsize=16)
def sound_alike(phrases: tuple[str, ...]) -> SoundAlike:
    """The phrases by sound; made once for each list."""
    return SoundAlike(phrases)


def alike(text: str, readings: Sequence[str]) -> bool:
    """Whether `text` sounds like one of the readings made without anything in mind."""
    heard = sound(text)
    if len(_OUTSIDE_WORDS.sub("", text)) <= SHORT:
        return any(_nearly(heard, sound(reading)) for reading in readings)
    return any(fuzz.ratio(heard, sound(reading)) >= ALIKE for reading in readings)


def _nearly(one: str, other: str) -> bool:
    """Whether two short words sound the same to who does not tell zh from z nor ng from n."""
    one, other = (re.sub("(?<=[zcs])h|(?<=n)g", "", heard) for heard in (one, other))
    return fuzz.ratio(one, other) >= SHORT_ALIKE


def sound(text: str) -> str:
    """Toneless syllables without gaps; other scripts stay as they are."""
    return "".join(lazy_pinyin(_OUTSIDE_WORDS.sub("", text)))


def _nearest(
    sounds: Sequence[str], known: dict[str, str], scorer: Callable[..., float], most: int
) -> list[str]:
    best: dict[str, float] = {}
    for heard in sounds:
        for _, nearness, phrase in process.extract(heard, known, scorer=scorer, limit=most):
            best[phrase] = max(nearness, best.get(phrase, 0.0))
    return sorted(best, key=lambda phrase: -best[phrase])[:most]
