"""When has the caller finished? How long a pause ends an answer, by what is being answered."""

from dataclasses import dataclass

from speech.recognizer import Hint

MEMBER_DIGITS = 10


@dataclass(frozen=True)
class Patience:
    """The limits of one answer, in seconds."""

    pause: float
    """Silence that ends it."""
    longest: float = 20.0
    """Length after which it is ended anyway."""


_PATIENCE = {
    Hint.OPEN: Patience(0.9),
    Hint.DIGITS: Patience(1.3),
    Hint.DATE: Patience(0.9),
    Hint.YES_NO: Patience(0.6, longest=8.0),
    Hint.PHRASES: Patience(0.8),
    Hint.STORY: Patience(2.0, longest=120.0),
}

_COMPLETE = Patience(0.4)
_DIGITS = frozenset("0123456789零一二三四五六七八九幺洞两")


def patience(hint: Hint, partial: str) -> Patience:
    """How long to wait, given what is expected and what was recognised so far.

    A member number that has all its digits needs no more waiting; an engine without partial
    results passes '' and gets the full patience.
    """
    if hint is Hint.DIGITS and sum(c in _DIGITS for c in partial) >= MEMBER_DIGITS:
        return _COMPLETE
    return _PATIENCE[hint]
