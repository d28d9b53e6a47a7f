"""How an example is labelled: the kind of answer, then its syllables without tones."""

from functools import cache

from speech.answers.kinds import Kind
from speech.tts.phonemes import syllables
from training.answers.texts import phrases

KINDS = tuple(Kind)
"""In the order of the head's outputs."""
UNHEARD = -1
"""In place of the syllables where nobody wrote them down."""
BLANK = 0
"""The class of CTC's blank."""


def label(kind: Kind, text: str) -> tuple[int, ...]:
    """The kind's place and the syllable classes of `text`."""
    known = _classes()
    return (KINDS.index(kind), *(known.get(s, len(known) + 1) for s in _toneless(text)))


def count() -> int:
    """How many syllable classes there are, blank and 'any other' included."""
    return len(_classes()) + 2


@cache
def _classes() -> dict[str, int]:
    """The syllables of the answers that are trained, from 1."""
    found = {
        syllable
        for kind, texts in phrases(aside=False).items()
        if kind is not Kind.OTHER
        for text in texts
        for syllable in _toneless(text)
    }
    return {syllable: place for place, syllable in enumerate(sorted(found), BLANK + 1)}


def _toneless(text: str) -> list[str]:
    return [syllable.rstrip("12345") for syllable in syllables(text)]
