"""What is asked where somebody died and no more is said: 我老伴走了."""

from ivr.dialog.acts import Said
from ivr.dialog.flow import Query
from ivr.dialog.memory import Memory
from ivr.dialog.outcome import DECEASED, plainly
from kb.contract import Candidate, Decision, Meaning, Understanding

_CLAIMS_MENU = Meaning("menu.claims")
_ABOUT_DEATHS = ("claim.", "accident.", "outside.")
_A_FAIR_GUESS = 0.25
"""Confidence below which a candidate is there for want of a better one."""


def which_claim(understood: Understanding, act: Said, memory: Memory) -> Query | None:
    """Which claim a death leads to is asked, once, where nothing else is understood."""
    if memory.death_asked or understood.decision == Decision.ANSWER:
        return None
    if plainly(act.text) != DECEASED:
        return None
    if understood.decision != Decision.REJECT and any(
        _tells_more(c) for c in understood.candidates
    ):
        return None
    memory.death_asked = True
    return Query(_CLAIMS_MENU, act.text)


def _tells_more(candidate: Candidate) -> bool:
    """Whether it is a fair guess, and says more of a death than that somebody died."""
    fair = candidate.confidence >= _A_FAIR_GUESS
    return fair and candidate.meaning.topic.startswith(_ABOUT_DEATHS)
