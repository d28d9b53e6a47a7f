"""Danger and despair come before everything else, at every question.

What they sound like, the knowledge says (topics `emergency` and `distress`). To look up every word
said would cost time at each number and each yes, so what consists of those alone is not.
"""

import re

from ivr.dialog.acts import Asking, Said
from ivr.dialog.hearing import understand
from ivr.dialog.outcome import DECEASED, plainly
from kb.contract import URGENT, Candidate, Decision
from speech.entities.text import bare

_LIKELY, _FAIRLY = 0.7, 0.3
"""Confidence in danger or despair from which it is acted on unasked, and below which nobody is asked."""

_HARMLESS = re.compile(
    r"^[\s\d零〇一二三四五六七八九十百千两幺洞年月日号点半上下午早晚昨今前后天周礼拜星期的是对不好嗯啊哦呀呢吧要没有无个我他她它你您谢了第几位听继续短信可以行用按啥什么吗伐谁哪里说讲问请再见谢]*$"
)
"""Numbers, days, yes and no: what most answers are made of tells of no danger."""
_WITH_THEM = re.compile(
    r"(?:不|没|要)行了?|上不来|(?:^|\D)(?:120|[一幺]二零)(?:\D|$)|没有?了$|一了百了"
)
"""Words of these characters alone that may."""


_WORSE = re.compile(
    "(?:没|不)有?了?(?:呼吸|心跳|气了|脉搏|意识|知觉|反应|喘气|行了)|断气|[昏晕](?:过去|倒|迷)|(?:叫|喊)[不勿](?:醒|应)|"
    "救命|[止捂]不住|抽(?:起来|筋|搐)"
)
_HELPLESS = re.compile("怎么办|哪能办|咋办|救命|快来")
_AMBULANCE = "(?:救护车|急救车?|120|[一幺]二零)"
_CALLED = re.compile(
    f"{_AMBULANCE}(?![^，,。]*(?:没|不|吗|伐|怎么))[^，,。]{{0,6}}(?:[叫打喊](?:了|过|好)|在路上|路上了|快到)|"
    f"(?:[叫打喊](?:了|过|好)了?|等){_AMBULANCE}(?!吗|伐)|^[好已都]*[打叫喊](?:过|好)?了(?:[打叫喊，,。]|$)"
)
_THERE = re.compile(f"{_AMBULANCE}(?![^，,。]*(?:没|不|吗|伐|怎么))[^，,。]{{0,4}}(?:来|到)[了过]")


def gets_worse(text: str) -> bool:
    """Whether somebody is dying by these words: that is met however often 120 was named."""
    return bool(_WORSE.search(text))


def cries_for_help(text: str) -> bool:
    """Whether the words ask what to do now, and answer no question."""
    return bool(_HELPLESS.search(text))


def ambulance_called(text: str) -> bool:
    """Whether an ambulance is on its way: 120打过了, 救护车在路上."""
    return bool(_CALLED.search(text))


def help_comes(text: str) -> bool:
    """Whether an ambulance is on its way, or there."""
    return ambulance_called(text) or bool(_THERE.search(text))


def may_be_urgent(said: Said) -> bool:
    """Whether `said` has to be looked up before it is taken for an answer."""
    return any(
        not _HARMLESS.match(bare(text)) or _WITH_THEM.search(text) for text, _ in said.readings
    )


def fairly_urgent(candidate: Candidate, said: Said) -> bool:
    """Whether danger or despair is likely enough to be asked about."""
    return candidate.confidence >= _FAIRLY and may_be_urgent(said)


def urgency(said: Said) -> Asking[str]:
    """`EMERGENCY`, `DISTRESS` or ''. Danger is heard however unsure the words are."""
    if not may_be_urgent(said):
        return ""
    understood = yield from understand(said)
    topic = understood.meaning.topic
    if understood.decision == Decision.CONFIRM and plainly(said.text) == DECEASED:
        return ""  # whoever died needs no ambulance: 我老公走了
    answered = understood.decision == Decision.ANSWER
    likely = understood.decision == Decision.CONFIRM and understood.confidence >= _LIKELY
    return topic if topic in URGENT and (answered or likely) else ""
