"""Yes and no, as callers say them."""

import re

from speech.entities.text import bare, plain
from speech.entities.yesno_learned import likely
from speech.entities.yesno_words import GOOD_BYE, Found, find_words

_HESITATION = re.compile("(?:嗯|恩)(?:,|、|，|\\.\\.|…).*|[嗯恩啊哦噢]+\\?")
_FILLER = re.compile("[这那]个|[呃额啊哦]")
_GOOD_BYE = re.compile(GOOD_BYE)
_CORRECTION = re.compile(
    ".*(?:^|[,，。!！…、—\\s])(?:[啊哎呀哦噢唉额呃嗯]|不是|不对)*(?:我|阿拉)?(?:刚才|刚刚)?(?:[说讲听]错|口误)[了勒]?"
    "(?=[,，。!！…\\s])"
)
"""Up to the clause by which callers take back what they said: 不要，啊呀讲错了，要的. 你又讲错了 says it of us."""
_UNDERSTOOD = re.compile(
    "(?:(?:[不勿弗](?:是|对)[的额]?|啥|什么)\\W*(?:噢|哦|喔唷?)\\W*(?P<yes>[对是])[的额个]?\\W*(?P=yes)[的额个]?"
    "|[没呒]没?有?\\W*(?:噢|哦|喔唷?)\\W*有[的额个]?\\W*有[的额个]?(?:\\W*我?想起来了)?)\\W*"
)
"""A yes said twice once the question was understood: 勿是……噢是额是额; 没有，哦有的有的."""
_TAKEN, _AS_WORDS_SAY, _IN_DOUBT = 0.65, 0.5, 0.9
"""Likelihood from which an answer is taken; where its words by themselves say so; where they doubt or ask."""
_FEW = 4
"""Characters of what is no sentence: with no word that answers it must be known well (确实, but not 拜托)."""
_CONTRARY = 0.2
"""Likelihood of the contrary from which nothing is taken: better to ask again than to turn a no into a yes."""


def parse_yes_no(text: str) -> bool | None:
    """Whether `text` says yes or no; None when unsure, mixed, a question, or about something else.

    A single 嗯 is a yes, a drawn out one (嗯……) is not. What is taken back does not count. Words that answer
    decide where they stand alone and agree; else how likely the whole sentence says it, never against its words.
    """
    if _HESITATION.fullmatch(plain(text)) and _FILLER.sub("", bare(text)) in ("", "嗯", "恩"):
        return None
    if _UNDERSTOOD.fullmatch(text.strip()):
        return True
    meant = _CORRECTION.sub("", text)
    corrected = _said(meant) if meant != text else None
    if corrected and "要" not in meant and "yes" not in find_words(meant).kinds:
        return None  # 听错了，好烦: 好 alone takes nothing back
    return _said(text) if corrected is None else corrected


def _said(text: str) -> bool | None:
    found = find_words(text)
    if "yes" not in found.kinds and "no" not in found.kinds and _GOOD_BYE.search(text):
        return None  # 好的，再见: who takes their leave answers nothing
    if not found.others:
        return found.answer
    like = likely(text, found)
    answer = like.yes > like.no
    sure, contrary = max(like.yes, like.no), min(like.yes, like.no)
    if contrary > _CONTRARY or found.answer == (not answer):
        return None
    if not found.says and "place" in found.kinds:
        return None  # 第二个吧 chooses
    return answer if sure >= _least(text, found, answer) else None


def _least(text: str, found: Found, answer: bool) -> float:
    wordless = not found.says and len(bare(text)) <= _FEW
    misheard = answer and "place" in found.kinds  # 第三位是我: 第三位是五
    if found.in_doubt or misheard or wordless:
        return _IN_DOUBT
    return _TAKEN if found.answer is None else _AS_WORDS_SAY
