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
