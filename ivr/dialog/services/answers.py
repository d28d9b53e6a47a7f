"""Answers from the knowledge base, in pieces a person can follow."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from ivr.dialog import bereavement, remarks
from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import Missing, Unavailable, keep, look_up
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoPerson, GoTopic, Query
from ivr.dialog.lookups import CallFacts, FindAnswer, FoundAnswer
from ivr.dialog.memory import Memory, recall
from ivr.dialog.parsers import yes_no
from ivr.dialog.pieces import blocks, length
from ivr.dialog.question import Parsed, Problem, Value
from ivr.dialog.router import question_or_topic
from ivr.dialog.saves import SendAnswer
from ivr.dialog.services import deadline, reserve, second_question
from kb.claim_words import DEATHS
from kb.contract import URGENT, Meaning

_ANSWERED_HERE = ("illness.", "claim.", "benefit.", "card.", "service.", "wechat.", "outside.")

_ENOUGH = ("够了", "知道了", "晓得了", "停", "没啥", "没什么")

RESERVED_LENGTH, OWN_WORD_LENGTH = 22, 8
"""Characters of the longest prompt of `reserve` before a whole answer, and of `answer.own_word`, apart from
what fills it."""

_Heard = Literal["all", "enough", "send", "count"]
"""How much of an answer the caller wants to hear; 'send': the rest by message; 'count': instead, the last
day for the day that was said."""
_DayNamed = Callable[[str], bool]
"""Whether words name the day a time limit runs from."""


def is_information(meaning: Meaning) -> bool:
    """Whether the meaning is a question the knowledge base answers, not a service or a menu."""
    return meaning.topic.startswith(_ANSWERED_HERE)


def answer_or_jump(query: Query) -> Asking[None]:
    """Answer a knowledge question; leave anything else to the main loop."""
    if not is_information(query.meaning):
        raise GoTopic(query)
    yield from give(query)


def give(query: Query) -> Asking[None]:
    """Speak the answer; then what goes with it: a message, the last day, a second question."""
    meaning = query.meaning
    memory = yield from recall()
    found = yield from look_up(FindAnswer(meaning, query.said))
    if not isinstance(found, FoundAnswer):
        yield from _no_answer(missing=isinstance(found, Missing))
        return
    if meaning.illness or meaning.topic.startswith("claim."):
        memory.about = meaning
    if query.said:
        memory.told.append(query.said)
    if meaning.topic in DEATHS and meaning.aspect == "overview":
        yield from bereavement.condole_once(query.said)
    yield from bereavement.condole(query.said, meaning)
    found = yield from reserve.say(found, meaning, memory.member)
    parts = yield from _lead_in(found)
    memory.answered = query
    heard = yield from _speak(parts, _day_named(found, meaning, memory))
    if memory.in_notice:
        return
    if heard == "send" and not found.sms:
        yield Say("sms.impossible", passing=True)
    elif heard == "send" or (found.sms and not found.reserved and heard != "count"):
        yield from _by_message(meaning, heard, long=len(parts) > 1)
    if meaning.aspect == "deadline" and found.today:
        yield from deadline.offer(meaning.topic, found.today, memory.told)
    rest = yield from second_question.find(query)
    if rest:
        yield from give(rest)


def _lead_in(found: FoundAnswer) -> Asking[list[tuple[str, ...]]]:
    """Say how the answer is to be taken; returns it in blocks."""
    lead = 0
    if found.reserved:
        lead = RESERVED_LENGTH
    elif found.own_word:
        yield Say("answer.own_word", {"word": found.own_word, "name": found.name})
        lead = OWN_WORD_LENGTH + length(found.own_word, found.name)
    return blocks(found.pieces, lead)


def _day_named(found: FoundAnswer, meaning: Meaning, memory: Memory) -> _DayNamed | None:
    """Keeps words that name the day, for the sum that follows; None where nothing is counted."""
    today = found.today
    if meaning.aspect != "deadline" or today is None or meaning.topic not in deadline.COUNTED:
        return None

    def named(said: str) -> bool:
        if not deadline.names_a_day(said, today):
            return False
        memory.told.append(said)
        return True

    return named


def _speak(parts: Sequence[Sequence[str]], day_named: _DayNamed | None) -> Asking[_Heard]:
    """Speak the blocks, asking in between whether to go on.

    The last piece carries the caveat (the society decides), so it is spoken even when the
    caller has heard enough or asks about something else; only danger goes before it.
    """
    caveat = Say("answer.piece", {"text": parts[-1][-1]})
    for at, part in enumerate(parts):
        wish = (yield from _ask_to_go_on(caveat, day_named)) if at else "all"
        if wish != "all":
            yield caveat
            return wish
        for piece in part:
            yield Say("answer.piece", {"text": piece})
    return "all"


def _ask_to_go_on(caveat: Say, day_named: _DayNamed | None) -> Asking[_Heard]:
    """Ask whether to read on; a caller who goes elsewhere is told the caveat on the way.

    A caller who says nothing is read on to.
    """
    ask = Ask("answer.more", hint="yesno")
    listens: Value[_Heard] = Value("all")
    answer = partial(_go_on, day_named=day_named)
    try:
        return (yield from question_or_topic(ask, answer, if_silent=listens))
    except GoTopic as detour:
        if detour.query.meaning.topic not in URGENT:
            yield caveat
        raise
    except (GoodBye, GoBack, GoMenu):
        yield caveat
        raise


def _go_on(act: Said | Keyed, day_named: _DayNamed | None) -> Parsed[_Heard]:
    """ "继续" counts as yes, "够了" as no; "短信发给我" wants it in writing; a day is counted from."""
    if isinstance(act, Said):
        if remarks.wants_message(act.text):
            return Value("send")
        if remarks.only_thanks(act.text):
            return Problem("thanks", {})
        if any(word in act.text for word in _ENOUGH):
            return Value("enough")
        if remarks.says_go_on(act.text):
            return Value("all")
    answer = yes_no(act)
    if answer is None and day_named and isinstance(act, Said) and day_named(act.text):
        return Value("count")
    return Value("all" if answer.value else "enough") if isinstance(answer, Value) else None


def _no_answer(missing: bool) -> Asking[None]:
    yield Say("answer.none" if missing else "answer.unavailable")
    if (yield from question_or_topic(Ask("person.offer", hint="yesno"), yes_no)):
        raise GoPerson("no answer")


# By message


def _by_message(meaning: Meaning, heard: _Heard, *, long: bool) -> Asking[None]:
    """Send the answer if the caller wants it; a short one is not offered."""
    if heard != "send":
        offered = long or heard == "enough"
        if not offered or not (
            yield from question_or_topic(Ask("sms.offer", hint="yesno"), _wants_message)
        ):
            return
    yield from _send(meaning)


def _wants_message(act: Said | Keyed) -> Parsed[bool]:
    """Thanks alone are neither yes nor no."""
    if isinstance(act, Said):
        if remarks.only_thanks(act.text):
            return Problem("thanks", {})
        if remarks.wants_message(act.text):
            return Value(True)
    return yes_no(act)


def send_last(call: CallFacts) -> Asking[None]:
    """Send what was answered last, if this phone can be sent a message."""
    memory = yield from recall()
    if not call.sms or memory.answered is None:
        yield Say("sms.impossible", passing=True)
        return
    yield from _send(memory.answered.meaning)


def _send(meaning: Meaning) -> Asking[None]:
    kept = yield from keep(SendAnswer(meaning))
    yield Say("sms.failed" if isinstance(kept, Unavailable) else "sms.sent", passing=True)
