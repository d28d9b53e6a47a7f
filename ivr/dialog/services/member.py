"""Member status: number, birth date, then only what is needed."""

import re
from dataclasses import dataclass

from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import Missing, Unavailable, look_up
from ivr.dialog.flow import GoPerson, GoTopic, Query
from ivr.dialog.following_on import asks_period
from ivr.dialog.identity import told_in
from ivr.dialog.lookups import (
    CallFacts,
    FindAnswer,
    FindMember,
    FoundAnswer,
    HeardCode,
    MemberStatus,
    SendCode,
    SentCode,
)
from ivr.dialog.memory import recall
from ivr.dialog.number import confirmed_number
from ivr.dialog.parsers import needed_member_number, past_date
from ivr.dialog.question import Parse, Parsed, Problem, Value, question
from ivr.dialog.services import answers, reserve
from kb.contract import Meaning
from speech.digits.fusion import Hypothesis
from speech.entities.digits import parse_digits
from speech.entities.text import plain

TRIES = 3
"""Wrong number and birth date pairs before a person takes over."""
CODE_DIGITS = 6

_ANOTHER = re.compile(
    "另外|别的|别人|其他|其它|换一?[张个]|第二张|还有一?张|同事|职工|员工|朋友|老公|老婆|爱人|老伴|丈夫|妻子|"
    "爸|妈|父|母|儿子|女儿|哥|弟|姐|妹|[他她伊]"
)
"""Words of a card that is not the one just looked up."""
_WHY = re.compile("(?:为什么|为啥|做啥|干什么|干嘛|干啥|做什么|啥用|什么用|有必要|派啥用)")
"""Why a number or a birth date is asked for, asked where it is."""

_ADVICE = {"moved": "card.transfer", "lost": "card.reissue", "cancelled": "card.reissue"}
"""State of the card -> the topic of the knowledge base that says what to do."""


def status(call: CallFacts, said: str = "") -> Asking[None]:
    """Identify the member, then tell the card's state, plan and coverage period.

    Who was identified earlier in the call, and asks in words, is told again at once. The same answer is
    given whether the number does not exist or the birth date is wrong.
    """
    memory = yield from recall()
    told = told_in(said, call.today)
    if memory.member and said and told.number is None and not _ANOTHER.search(said):
        yield from _tell_again(memory.member, said)
        return
    if not (told.number and told.born):
        yield Say("member.intro")
    number, heard = "", _Heard(told.number, told.born)
    for attempt in range(TRIES):
        # The number was read back and agreed to: the birth date is the likelier slip.
        if attempt != 1:
            number = yield from _number(call, heard)
        found = yield from _identify(call, number, heard)
        if isinstance(found, MemberStatus):
            memory.member = found
            yield from _tell(found)
            return
        if isinstance(found, Unavailable):
            yield Say("member.unavailable")
            raise GoPerson("records away")
        yield Say("member.no_match")
    raise GoPerson("not identified")


@dataclass
class _Heard:
    """What the caller has told without being asked for it; it is used once."""

    number: Hypothesis | None
    born: str


def _number(call: CallFacts, heard: _Heard) -> Asking[str]:
    """The number agreed to; a birth date told with it is kept."""
    needed = needed_member_number(call.codes)

    def parse(act: Said | Keyed) -> Parsed[Hypothesis]:
        if not isinstance(act, Said):
            return needed(act)
        if _WHY.search(plain(act.text)):
            return Problem("member.why_number", {})
        told = told_in(act.text, call.today)
        heard.born = told.born if told.number else heard.born
        # A number that comes alone is better heard from all readings.
        return Value(told.number) if told.number and told.born else needed(act)

    number, heard.number = heard.number, None
    return (yield from confirmed_number("member.number", parse, _aside, number))


def _aside(query: Query) -> Asking[None]:
    """Answer a question about the card, such as where its number stands; then ask again."""
    if not query.meaning.topic.startswith("card."):
        raise GoTopic(query)
    yield from answers.give(query)


def _identify(
    call: CallFacts, number: str, heard: _Heard
) -> Asking[MemberStatus | Missing | Unavailable]:
    """One try: what the records say to this number and birth date (and code, where one is sent)."""
    born, heard.born = heard.born, ""
    if not born:
        ask = Ask("member.birth", hint="date", keys=8)
        born = yield from question(ask, _birth(call), _aside)
    code = None
    if call.identity == "sms":
        sent = yield from look_up(SendCode(number, born))
        if not isinstance(sent, SentCode):
            return sent
        code_said = yield from question(Ask("member.code", hint="digits", keys=CODE_DIGITS), _code)
        code = HeardCode(sent.code, code_said)
    return (yield from look_up(FindMember(number, born, code)))


def _birth(call: CallFacts) -> Parse[str]:
    """A parser for the birth date; who asks why it is wanted is told."""
    dated = past_date(call.today, kind="birth")

    def parse(act: Said | Keyed) -> Parsed[str]:
        why = isinstance(act, Said) and _WHY.search(plain(act.text))
        return Problem("member.why_birth", {}) if why else dated(act)

    return parse


def _code(act: Said | Keyed) -> Parsed[str]:
    if isinstance(act, Keyed):
        return Value(act.keys) if len(act.keys) == CODE_DIGITS else None
    heard = parse_digits(act.text, CODE_DIGITS)
    return Value(heard.digits) if heard.complete else None


def _tell_again(member: MemberStatus, said: str) -> Asking[None]:
    """The state once more, or, to who asks for it, the period alone."""
    if member.state == "valid" and asks_period(said):
        yield reserve.period_of(member)
    else:
        yield from _tell(member)


def _tell(member: MemberStatus) -> Asking[None]:
    yield Say(f"member.state.{member.state}")
    if member.state == "valid":
        yield from _coverage(member)
    if member.state in _ADVICE:
        yield from _advise(_ADVICE[member.state])


def _coverage(member: MemberStatus) -> Asking[None]:
    """What the plan gives and until when; a period that is not running is said to be so."""
    if member.period == "now":
        yield Say(f"member.plan.{member.plan.lower()}")
    yield reserve.period_of(member)


def _advise(topic: str) -> Asking[None]:
    """What the knowledge base has for this case; nothing where it has nothing."""
    found = yield from look_up(FindAnswer(Meaning(topic)))
    if isinstance(found, FoundAnswer):
        for piece in found.pieces:
            yield Say("answer.piece", {"text": piece})
