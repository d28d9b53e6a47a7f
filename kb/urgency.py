"""Danger right now and despair: heard by their words, before anything else is understood.

However little else was heard, and however sure the rest of the sentence sounds like a question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.library import Library
from kb.sound import hear

EMERGENCY, DISTRESS = "emergency", "distress"
_BY_SOUND = 4
"""Syllables from which a word is known by its sound too; a shorter one is too easily another."""

Syllables = tuple[int, ...]


@dataclass(frozen=True)
class Urgency:
    """The words of danger and despair, and what takes them back."""

    danger: tuple[str, ...]
    over: tuple[str, ...]
    despair: tuple[str, ...]
    asked: tuple[str, ...]

    @classmethod
    def of(cls, library: Library) -> "Urgency":
        """From `library`."""
        return cls(library.danger, library.over, library.despair, library.asked)

    def topic(self, texts: Iterable[str]) -> str:
        """`EMERGENCY`, `DISTRESS` or ''. One of the `texts`, readings of an utterance, is enough."""
        readings = list(texts)
        for topic, signs, against in (
            (DISTRESS, self.despair, self.asked),
            (EMERGENCY, self.danger, self.over),
        ):
            if any(_says(text, signs) and not _holds(text, against) for text in readings):
                return topic
        return ""


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _says(text: str, signs: Sequence[str]) -> bool:
    """Whether one of `signs` is in `text`, letter by letter, or a long one by its sound."""
    if _holds(text, signs):
        return True
    said = _syllables(text)
    long_ones = (_syllables(sign) for sign in signs if len(sign) >= _BY_SOUND)
    return any(_runs_through(said, sign) for sign in long_ones)


def _syllables(text: str) -> Syllables:
    return tuple(hear(text).syllables.tolist())


def _runs_through(said: Syllables, sign: Syllables) -> bool:
    return any(said[at : at + len(sign)] == sign for at in range(len(said) - len(sign) + 1))
