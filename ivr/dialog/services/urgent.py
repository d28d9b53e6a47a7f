"""Danger and despair: 120 first, then a notice or a person; a person at once, and kindly."""

import re

from ivr.dialog.accident_facts import goes_on_telling
from ivr.dialog.acts import Ask, Asking, Dialled, HandOff, Keyed, Said, Say
from ivr.dialog.effect import Unavailable, keep
from ivr.dialog.flow import Detour, GoPerson, GoTopic, Query
from ivr.dialog.lookups import CallFacts
from ivr.dialog.memory import recall
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Parsed, Problem, Value
from ivr.dialog.router import question_or_topic
from ivr.dialog.saves import KeepCallback
from ivr.dialog.services.person import callback_number
from ivr.dialog.urgency import ambulance_called
from kb.contract import DISTRESS, EMERGENCY, Meaning

_NOTICE, _PERSON, _NOTHING = "notice", "person", "nothing"
_REPORT = re.compile("事故|登记|报案|通知|上报|报一下|^要?报$|记一下|记下")


def emergency(said: str) -> Asking[None]:
    """Tell the caller to ring 120; then offer to take the accident's notice, or a person.

    `said` tells of the danger, and of the accident it may have come from.
    """
    memory = yield from recall()
    memory.warned = True
    yield Say("urgent.emergency")
    ask = Ask("urgent.next", hint="phrases", phrases=("报事故", "转人工"))
    try:
        wish, words = yield from question_or_topic(ask, _wish)
    except GoPerson:
        raise GoPerson(EMERGENCY) from None
    if wish == _PERSON:
        raise GoPerson(EMERGENCY)
    if wish == _NOTICE:
        raise GoTopic(Query(Meaning("accident.report"), "，".join(filter(None, (said, words)))))


def _wish(act: Said | Keyed) -> Parsed[tuple[str, str]]:
    """What the caller wants, and the words of it: who goes on telling wants the notice taken.

    That the ambulance was called is no wish yet.
    """
    if isinstance(act, Keyed):
        return {"1": Value((_NOTICE, "")), "2": Value((_PERSON, ""))}.get(act.keys)
    if ambulance_called(act.text):
        return Problem("urgent.on_the_way", {})
    answer = yes_no(act)
    if answer == Value(False):
        wish = _NOTHING
    elif any(word in act.text for word in ("人工", "找人", "有人", "客服")):
        wish = _PERSON
    elif _REPORT.search(act.text) or goes_on_telling(act.text):
        wish = _NOTICE
    elif isinstance(answer, Value):
        wish = _PERSON
    else:
        return None
    return Value((wish, act.text))


def distress(call: CallFacts) -> Asking[None]:
    """Connect to a person without a question; where none answers, promise to call back first."""
    yield Say("urgent.distress")
    outcome = yield HandOff(DISTRESS)
    if isinstance(outcome, Dialled) and outcome.answered:
        return
    yield Say("urgent.distress_busy")
    try:
        number = call.caller or (yield from callback_number(""))
    except Detour:
        number = ""
    kept = yield from keep(KeepCallback(DISTRESS, number))
    if number:
        yield Say("person.not_saved" if isinstance(kept, Unavailable) else "urgent.distress_kept")
    yield Say("urgent.distress_end")
