"""When has the caller finished? How long a pause ends an answer, by what was said so far."""

import re
from dataclasses import dataclass, replace

from speech.asr.recognizer import UNSURE, Hint
from speech.entities.digits import MEMBER_NUMBER_LENGTH
from speech.entities.yesno import parse_yes_no


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

COMPLETE = 0.4
"""Seconds of silence that end an answer that lacks nothing."""
FINISHED = 0.6
"""Seconds of silence after what sounds like the end of a question."""
HESITATING = 1.6
"""Seconds of silence after what nobody ends a sentence with."""

_DIGITS = frozenset("0123456789零一二三四五六七八九幺洞两")
_WHOLE_DATE = re.compile(r"[日号]$|[今昨前]天$|(?:上个?|这个?)?(?:周|星期|礼拜)[一二三四五六日天]$")
_QUESTION = re.compile(
    r"[吗么嘛呢]$|(?P<verb>\w)不(?P=verb)\w?$|多少钱?$|什么$|怎么办$|再见$|谢谢$"
)
_HESITATION = re.compile(
    "[嗯呃额]$|[那这]个$|就是说?$|想?问一?下?$|请问$|然后$|还有$|因为$|所以$|但是$|的话$|比如$|如果$"
)
_OUTSIDE_WORDS = re.compile(r"[\W_]+")


def patience(hint: Hint, partial: str) -> Patience:
    """How long to wait, given what is expected and what was recognised so far.

    A member number with all its digits, a whole date or a clear yes needs no more waiting, a caller
    who hesitates needs more. With '' (nothing recognised yet) or a first guess the usual applies.
    """
    usual = _PATIENCE[hint]
    if partial.endswith(UNSURE):
        return usual
    said = _OUTSIDE_WORDS.sub("", partial)
    return replace(usual, pause=_pause(hint, said, partial, usual.pause)) if said else usual


def _pause(hint: Hint, said: str, written: str, usual: float) -> float:
    if hint is Hint.STORY:
        return usual
    if _is_complete(hint, said):
        return COMPLETE
    if _HESITATION.search(said):
        return HESITATING
    if hint is not Hint.DIGITS and (written.endswith(("?", "？")) or _QUESTION.search(said)):
        return min(FINISHED, usual)
    return usual


def _is_complete(hint: Hint, said: str) -> bool:
    if hint is Hint.DIGITS:
        return sum(c in _DIGITS for c in said) >= MEMBER_NUMBER_LENGTH
    if hint is Hint.DATE:
        return bool(_WHOLE_DATE.search(said))
    return hint is Hint.YES_NO and parse_yes_no(said) is not None
