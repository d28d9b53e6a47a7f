"""Member status: number, birth date, then only what is needed."""

from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import Missing, Unavailable, look_up
from ivr.dialog.flow import GoPerson, GoTopic, Query
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
from ivr.dialog.number import confirmed_number
from ivr.dialog.parsers import needed_member_number, past_date
from ivr.dialog.question import Parsed, Value, question
from ivr.dialog.services import answers
from kb.contract import Meaning
from speech.entities.digits import parse_digits

TRIES = 3
"""Wrong number and birth date pairs before a person takes over."""
CODE_DIGITS = 6

_ADVICE = {"moved": "card.transfer", "lost": "card.reissue", "cancelled": "card.reissue"}
"""State of the card -> the topic of the knowledge base that says what to do."""


def status(call: CallFacts) -> Asking[None]:
    """Identify the member, then tell the card's state, plan and coverage period.

    The same answer is given whether the number does not exist or the birth date is wrong.
    """
    yield Say("member.intro")
    number = ""
    for attempt in range(TRIES):
        # The number was read back and agreed to: the birth date is the likelier slip.
        if attempt != 1:
            number = yield from confirmed_number(
                "member.number", needed_member_number(call.codes), _aside
            )
        found = yield from _identify(call, number)
        if isinstance(found, MemberStatus):
            yield from _tell(found)
            return
        if isinstance(found, Unavailable):
            yield Say("member.unavailable")
            raise GoPerson("records away")
        yield Say("member.no_match")
    raise GoPerson("not identified")


def _aside(query: Query) -> Asking[None]:
    """Answer a question about the card, such as where its number stands; then ask again."""
    if not query.meaning.topic.startswith("card."):
        raise GoTopic(query)
    yield from answers.give(query)


def _identify(call: CallFacts, number: str) -> Asking[MemberStatus | Missing | Unavailable]:
    """One try: what the records say to this number and birth date (and code, where one is sent)."""
    ask = Ask("member.birth", hint="date", keys=8)
    born = yield from question(ask, past_date(call.today, kind="birth"), _aside)
    code = None
    if call.identity == "sms":
        sent = yield from look_up(SendCode(number, born))
        if not isinstance(sent, SentCode):
            return sent
        heard = yield from question(Ask("member.code", hint="digits", keys=CODE_DIGITS), _code)
        code = HeardCode(sent.code, heard)
    return (yield from look_up(FindMember(number, born, code)))


def _code(act: Said | Keyed) -> Parsed[str]:
    if isinstance(act, Keyed):
        return Value(act.keys) if len(act.keys) == CODE_DIGITS else None
    heard = parse_digits(act.text, CODE_DIGITS)
    return Value(heard.digits) if heard.complete else None


def _tell(member: MemberStatus) -> Asking[None]:
    yield Say(f"member.state.{member.state}")
    if member.state == "valid":
        yield from _coverage(member)
    if member.state in _ADVICE:
        yield from _advise(_ADVICE[member.state])


def _coverage(member: MemberStatus) -> Asking[None]:
    """What the plan gives and until when; a period that is not running is said to be so."""
    if member.period == "none":
        yield Say("member.period_none")
        return
    slots = {"start": member.covered_from, "end": member.covered_to}
    if member.period != "now":
        yield Say(f"member.period_{member.period}", slots)
        return
    yield Say(f"member.plan.{member.plan.lower()}")
    yield Say("member.period", slots)


def _advise(topic: str) -> Asking[None]:
    """What the knowledge base has for this case; nothing where it has nothing."""
    found = yield from look_up(FindAnswer(Meaning(topic)))
    if isinstance(found, FoundAnswer):
        for piece in found.pieces:
            yield Say("answer.piece", {"text": piece})
