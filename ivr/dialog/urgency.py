"""Danger and despair come before everything else, at every question.

What they sound like, the knowledge says (topics `emergency` and `distress`). To look up every word
said would cost time at each number and each yes, so only words with one of a few characters are.
"""

import re

from ivr.dialog.acts import Asking, Said
from ivr.dialog.hearing import understand
from kb.contract import Decision

EMERGENCY, DISTRESS = "emergency", "distress"
URGENT = (EMERGENCY, DISTRESS)

_DANGER = "命救死气吸跳醒应觉昏晕识省沫血火爆压埋困掉落溺煤漏触电毒药喘歪噎汗"
_DESPAIR = "死活杀轻跳断撑熬腕"
_MAY_BE_URGENT = re.compile(
    f"[{_DANGER}{_DESPAIR}]|[不要]行|[心胸]口|不出话|话[讲说]不|来人|想不开|百了|了结|[打叫拨](?:个|一下)?(?:120|[一幺]二零|119)"
    r"|^\W*(?:120|[一幺]二零)\W*$"
)
"""One of these is in every word of danger or despair that the knowledge knows."""


def may_be_urgent(said: Said) -> bool:
    """Whether `said` has to be looked up before it is taken for an answer."""
    return any(_MAY_BE_URGENT.search(text) for text, _ in said.readings)


def urgency(said: Said) -> Asking[str]:
    """`EMERGENCY`, `DISTRESS` or ''. Danger is heard however unsure the words are."""
    if not may_be_urgent(said):
        return ""
    understood = yield from understand(said)
    topic = understood.meaning.topic
    if topic == EMERGENCY and understood.decision != Decision.REJECT:
        return topic
    if topic == DISTRESS and understood.decision in (Decision.ANSWER, Decision.CONFIRM):
        return topic
    return ""
