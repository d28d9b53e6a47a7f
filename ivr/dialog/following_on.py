"""A question that leaves out what it is about: 那要什么材料, after an answer about an illness.

Filled in from what was last spoken of; or, where nothing was, or somebody died and no word says of what, by
asking.
"""

import re
from collections.abc import Iterable

from ivr.dialog import remarks
from ivr.dialog.flow import Query
from ivr.dialog.memory import Memory
from kb import claim_words
from kb.contract import Decision, Meaning, Understanding
from speech.entities.text import bare

SEND_ANSWER = Meaning("answer.sms")
"""Send what was just answered as a text message."""
_ASPECTS_ALONE = ("materials", "deadline", "payout")
"""What is asked of nothing but claims; 怎么办 is asked of everything."""
_NO_CLAIMS = ("card.", "wechat.", "service.", "nav.", "accident.", "operator", "illness.")
"""Topics of the hotline's own that have papers and days too, or go before."""
SOCIETY_PHONE = Meaning("answer.society_phone")
"""The number under which the society is told of an accident."""
_SOCIETY = re.compile(
    "职保会|(?:通知|告诉).{0,6}(?:职保|保障会)|(?:通知|事故|意外).{0,6}(?:电话|号码)|(?:电话|号码).{0,4}通知"
)
_WHICH_NUMBER = re.compile(
    "(?:哪个|哪只|什么|啥|几号|多少|哪一?个)(?:的)?(?:电话|号码)|(?:电话|号码)(?:号码)?(?:是)?(?:多少|几号|哪个|什么|啥|呢|有伐|有吗)|打几号"
)
_REPORTS = re.compile("报(?:案|事故|一?个|一?下)|登记")
_STATUS = Meaning("member.status")
_PERIOD = re.compile(
    "到期|到哪[天日一]|到几[号月时]|到(?:什么时候|啥辰光)|保障期|有效期|几[号时]过期"
)
_OF_A_CLAIM = re.compile("申请|材料|理赔|报|癌|病|鉴定|通知|登记|激活|信用卡|密码")
_LONGEST = 14
"""Characters; a longer sentence says itself what it is about."""


def following_on(text: str, understood: Understanding, memory: Memory) -> Query | None:
    """The question in full, by what was last spoken of; None where it says all itself."""
    if asks_society_phone(text):
        return Query(SOCIETY_PHONE, text)
    if _leaves_open_how(understood, text):
        return Query(Meaning("menu.claims", aspect=understood.meaning.aspect), text)
    if len(bare(text)) > _LONGEST:
        return None
    return _of_last(text, understood, memory)


def _of_last(text: str, understood: Understanding, memory: Memory) -> Query | None:
    """A few words, which may be about what was last told."""
    if memory.member and asks_period(text) and not _means_else(understood):
        return Query(_STATUS, text)
    about = memory.about
    filled_in = _filled_in(text, about) if about else _of_some_claim(text, understood)
    if filled_in or _means_else(understood):
        # However sure the knowledge is, "材料呢" names nothing else.
        return filled_in
    if memory.answered and remarks.wants_message(text):
        return Query(SEND_ANSWER, text)
    return _other_kind(about, text, understood) if about else None


def asks_society_phone(text: str) -> bool:
    """Whether it asks for the number to ring about an accident: 工会要通知职保会，打几号电话."""
    asked = _SOCIETY.search(text) and _WHICH_NUMBER.search(text)
    return bool(asked) and not _REPORTS.search(text)


def asks_period(text: str) -> bool:
    """Whether it asks when the coverage ends: 刚才说到几号到期."""
    return bool(_PERIOD.search(text)) and not _OF_A_CLAIM.search(text)


def _filled_in(text: str, about: Meaning) -> Query | None:
    """What is asked of `about`, which was last spoken of; whether it pays is told with how much."""
    of_money = claim_words.asks_amount(text) or claim_words.asks_whether_paid(text)
    amount = _amount_of(about) if of_money else None
    return Query(amount, text) if amount else _aspect_of(about, text)


def _amount_of(about: Meaning) -> Meaning | None:
    """What tells how much there is for what was last spoken of."""
    if about.illness:
        return about
    return claim_words.amount_of(about.topic) if about.topic.startswith("claim.") else None


def _leaves_open_how(understood: Understanding, text: str) -> bool:
    """Whether somebody died, of an accident or an illness: 走了 alone does not say."""
    deaths = claim_words.DEATHS
    return understood.meaning.topic in deaths and claim_words.kinds_in(text) == deaths


def aspect_of_offered(text: str, offered: Iterable[Meaning]) -> Query | None:
    """什么材料要盖章, instead of a yes to 大病理赔怎么申请: of the claim that was offered, where it is one."""
    claims = {claim_words.claim_of(meaning) for meaning in offered}
    claim = claims.pop() if len(claims) == 1 else ""
    return _aspect_of(Meaning(claim), text) if claim else None


def _of_some_claim(text: str, understood: Understanding) -> Query | None:
    """材料 and no more: which claim it is about is asked; None where it may be about something else."""
    topic = understood.meaning.topic
    if understood.decision == Decision.ANSWER or topic.startswith(_NO_CLAIMS):
        return None
    aspects = claim_words.bare_aspects(text)
    if len(aspects) != 1 or aspects[0] not in _ASPECTS_ALONE:
        return None
    return Query(Meaning("menu.claims", aspect=aspects[0]), text)


def _aspect_of(about: Meaning, text: str) -> Query | None:
    """那要什么材料: of the claim last spoken of."""
    claim, aspects = claim_words.claim_of(about), claim_words.bare_aspects(text)
    if not (claim and aspects):
        return None
    return Query(Meaning(claim, aspect=aspects[0] if len(aspects) == 1 else ""), text)


def _other_kind(about: Meaning, text: str, understood: Understanding) -> Query | None:
    """那意外的呢: the same of another claim."""
    named = claim_words.claim_of(about) and claim_words.kinds_in(text)
    if not named or not claim_words.follows_on(text) or understood.decision == Decision.ANSWER:
        return None
    aspects = claim_words.aspects_in(text)
    aspect = aspects[0] if len(aspects) == 1 else about.aspect
    return Query(Meaning("menu.claims", aspect=aspect), text)


def _means_else(understood: Understanding) -> bool:
    """Whether the words surely mean something that is no claim."""
    sure = understood.decision == Decision.ANSWER
    return sure and not understood.meaning.topic.startswith("claim.")
