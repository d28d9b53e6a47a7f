"""What is asked where somebody died: 我老伴走了, and 肝癌 after it."""

import re

from ivr.dialog.acts import Said
from ivr.dialog.flow import Query
from ivr.dialog.memory import Memory
from ivr.dialog.outcome import DECEASED, plainly
from kb.contract import Candidate, Decision, Meaning, Understanding

_CLAIMS_MENU = Meaning("menu.claims")
_ILLNESS_DEATH = "claim.illness_death"
_ABOUT_DEATHS = ("claim.", "accident.", "outside.")
_A_FAIR_GUESS = 0.25
"""Confidence below which a candidate is there for want of a better one."""
_OWN = re.compile("我自己|我本人|我[也又]?(?:得|有|生|查|患)|另外")
"""Words of an illness that is the caller's own, or another one."""


def question_of_a_death(understood: Understanding, act: Said, memory: Memory) -> Query | None:
    """The question behind words that tell of a death; None where they ask it themselves."""
    return _which_claim(understood, act, memory) or _died_of(understood, act, memory)


def _which_claim(understood: Understanding, act: Said, memory: Memory) -> Query | None:
    """Which claim a death leads to is asked, once, where nothing else is understood: 我老伴走了."""
    if memory.bereaved or understood.decision == Decision.ANSWER:
        return None
    if plainly(act.text) != DECEASED:
        return None
    if understood.decision != Decision.REJECT and any(
        _tells_more(c) for c in understood.candidates
    ):
        return None
    memory.bereaved = True
    return Query(_CLAIMS_MENU, act.text)


def _tells_more(candidate: Candidate) -> bool:
    """Whether it is a fair guess, and says more of a death than that somebody died."""
    fair = candidate.confidence >= _A_FAIR_GUESS
    return fair and candidate.meaning.topic.startswith(_ABOUT_DEATHS)


def _died_of(understood: Understanding, act: Said, memory: Memory) -> Query | None:
    """An illness named after a death is what somebody died of: 肝癌, after 我老伴走了."""
    named = understood.meaning.illness and understood.decision != Decision.REJECT
    if not (memory.bereaved and named) or _OWN.search(act.text):
        return None
    known = memory.about is not None and memory.about.topic == _ILLNESS_DEATH
    return Query(Meaning(_ILLNESS_DEATH, aspect="overview" if known else ""), act.text)
