"""Answers from the knowledge base, in pieces a person can follow."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from ivr.dialog import bereavement, remarks
from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.answer_and_more import Answered, answer_and_more
from ivr.dialog.effect import Missing, Unavailable, keep, look_up
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoPerson, GoTopic, Query
from ivr.dialog.lookups import FindAnswer, FoundAnswer
from ivr.dialog.memory import Memory, recall
from ivr.dialog.parsers import yes_no
from ivr.dialog.pieces import blocks, length
from ivr.dialog.question import Parsed, Problem, Value
from ivr.dialog.router import question_or_topic
from ivr.dialog.saves import SendAnswer
from ivr.dialog.services import deadline, reserve, second_question
from kb.claim_words import DEATHS
from kb.contract import URGENT, Meaning
from speech.entities.text import bare

_ANSWERED_HERE = ("illness.", "claim.", "benefit.", "card.", "service.", "wechat.", "outside.")

_ENOUGH = ("够了", "知道了", "晓得了", "停", "没啥", "没什么")

RESERVED_LENGTH, OWN_WORD_LENGTH = 22, 8
"""Characters of the longest prompt of `reserve` before a whole answer, and of `answer.own_word`, apart from
what fills it."""

_Heard = Literal["all", "enough", "send", "count"]
"""How much of an answer the caller wants to hear; 'send': the rest by message; 'count': instead, the last
day for the day that was said."""
_ACKNOWLEDGED = re.compile("[啊呀哦噢喔呃额嗯恩呢嘛啦的了吧哈好行]*")
"""What only says that something was heard, where a question follows: it asks for no more of the answer."""


@dataclass(frozen=True)
class _Days:
    """Keeps words that name the day a time limit runs from, for the sum that follows."""

    today: date
    told: list[str]

    def named(self, said: str) -> bool:
        """Whether `said`, which answers nothing else, names one."""
        return self._keep(said, deadline.names_a_day(said, self.today))

    def named_besides(self, said: str) -> bool:
        """Whether `said` names one, whatever it answers: 不对，是八月十号."""
        surely = deadline.surely_names_a_day(said, self.today)
        return self._keep(said, surely and not remarks.asks(said))

    def _keep(self, said: str, names: bool) -> bool:
        if names:
            self.told.append(said)
        return names


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
    days = _days_of(found, meaning, memory)
    listened = yield from _speak(parts, days)
    heard, more = listened.value, listened.more
    if memory.in_notice:
        if more:
            raise GoTopic(more)
        return
    can_send = found.sms and memory.takes_texts
    if heard == "send" and not can_send:
        yield Say("sms.impossible", passing=True)
    elif heard == "send":
        yield from _send(meaning)
    elif can_send and not found.reserved and heard != "count" and not more:
        more = yield from _offer_message(meaning, days, offered=len(parts) > 1)
    if more:
        raise GoTopic(more)
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


def _days_of(found: FoundAnswer, meaning: Meaning, memory: Memory) -> _Days | None:
    """What keeps the days that are named; None where nothing is counted."""
    counted = meaning.aspect == "deadline" and meaning.topic in deadline.COUNTED
    return _Days(found.today, memory.told) if counted and found.today else None


def _speak(parts: Sequence[Sequence[str]], days: _Days | None) -> Asking[Answered[_Heard]]:
    """Speak the blocks, asking in between whether to go on.

    The last piece carries the caveat (the society decides), so it is spoken even when the
    caller has heard enough or asks about something else; only danger goes before it.
    """
    caveat = Say("answer.piece", {"text": parts[-1][-1]})
    more: Query | None = None
    for at, part in enumerate(parts):
        if at:
            wish = yield from _ask_to_go_on(caveat, days)
            more = wish.more or more
            if wish.value != "all":
                yield caveat
                return Answered(wish.value, more)
        for piece in part:
            yield Say("answer.piece", {"text": piece})
    return Answered("all", more)


def _ask_to_go_on(caveat: Say, days: _Days | None) -> Asking[Answered[_Heard]]:
    """Ask whether to read on; a caller who goes elsewhere is told the caveat on the way.

    A caller who says nothing is read on to.
    """
    ask = Ask("answer.more", hint="yesno")
    listens: Value[_Heard] = Value("all")
    thanks: Value[_Heard] = Value("enough")

    def day(act: Said | Keyed) -> Parsed[_Heard]:
        """A day to count from instead, unless the caller says to go on as well: 听，九月一号查的."""
        if not (days and isinstance(act, Said) and days.named_besides(act.text)):
            return None
        words, _ = remarks.answer_and_rest(act.text)
        return listens if remarks.says_go_on(words) else Value("count")

    try:
        return (
            yield from answer_and_more(
                ask,
                partial(_go_on, days=days),
                thanks,
                before_more=_go_on_before_more,
                first=day,
                if_silent=listens,
            )
        )
    except GoTopic as detour:
        if detour.query.meaning.topic not in URGENT:
            yield caveat
        raise
    except (GoodBye, GoBack, GoMenu):
        yield caveat
        raise


def _go_on(act: Said | Keyed, days: _Days | None = None) -> Parsed[_Heard]:
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
    if answer is None and days and isinstance(act, Said) and days.named(act.text):
        return Value("count")
    return Value("all" if answer.value else "enough") if isinstance(answer, Value) else None


def _go_on_before_more(act: Said | Keyed) -> Parsed[_Heard]:
    """As `_go_on`, but 嗯 and 好的 before a question only acknowledge."""
    if isinstance(act, Said) and _ACKNOWLEDGED.fullmatch(bare(act.text)):
        return Value("enough")
    return _go_on(act)


def _no_answer(missing: bool) -> Asking[None]:
    yield Say("answer.none" if missing else "answer.unavailable")
    if (yield from question_or_topic(Ask("person.offer", hint="yesno"), yes_no)):
        raise GoPerson("no answer")


# By message


def _offer_message(meaning: Meaning, days: _Days | None, *, offered: bool) -> Asking[Query | None]:
    """Send the answer if the caller wants it; a short one is not `offered`. Returns what else is wanted."""
    if not offered:
        return None

    def day(act: Said | Keyed) -> Parsed[bool]:
        """Whether it is wanted, by words that name a day as well: 不用，我九月一号查出来的."""
        if not (days and isinstance(act, Said) and days.named_besides(act.text)):
            return None
        words, _ = remarks.answer_and_rest(act.text)
        answer = _wants_message(Said(words, act.confidence)) if words else None
        return answer if isinstance(answer, Value) else Value(False)

    ask = Ask("sms.offer", hint="yesno")
    answered = yield from answer_and_more(ask, _wants_message, Value(False), first=day)
    if answered.value:
        yield from _send(meaning)
    return answered.more


def _wants_message(act: Said | Keyed) -> Parsed[bool]:
    """Thanks alone are neither yes nor no."""
    if isinstance(act, Said):
        if remarks.only_thanks(act.text):
            return Problem("thanks", {})
        if remarks.wants_message(act.text):
            return Value(True)
    return yes_no(act)


def send_last() -> Asking[None]:
    """Send what was answered last, if this phone can be sent a message."""
    memory = yield from recall()
    if not memory.takes_texts or memory.answered is None:
        yield Say("sms.impossible", passing=True)
        return
    yield from _send(memory.answered.meaning)


def _send(meaning: Meaning) -> Asking[None]:
    kept = yield from keep(SendAnswer(meaning))
    failed = isinstance(kept, Unavailable) or kept.sent is False
    yield Say("sms.failed" if failed else "sms.sent", passing=True)
