"""Member status: number, birth date, then only what is needed."""

from datetime import date
from typing import Any

from ivr.dialog.acts import Ask, Found, Keyed, Lookup, Said, Say, Unavailable
from ivr.dialog.flow import GoPerson
from ivr.dialog.number import confirmed_number
from ivr.dialog.parsers import member_number, past_date
from ivr.dialog.question import Asking, Parsed, Value, question
from speech.entities.digits import parse_digits

TRIES = 3
"""Wrong number and birth date pairs before a person takes over."""
CODE_DIGITS = 6

_ADVICE = {"moved": "card.transfer", "lost": "card.reissue", "cancelled": "card.reissue"}
"""State of the card -> the topic of the knowledge base that says what to do."""


def status(call: dict) -> Asking:
    """Identify the member, then tell the card's state, plan and coverage period.

    The same answer is given whether the number does not exist or the birth date is wrong.
    """
    today = date.fromisoformat(call["today"])
    yield Say("member.intro")
    for _ in range(TRIES):
        found = yield from _identify(call, today)
        if isinstance(found, Found):
            yield from _tell(found.data)
            return
        if isinstance(found, Unavailable):
            yield Say("member.unavailable")
            raise GoPerson("records away")
        yield Say("member.no_match")
    raise GoPerson("not identified")


def _identify(call: dict, today: date) -> Asking:
    """One try: what the records say to this number and birth date (and code, where one is sent)."""
    number = yield from confirmed_number("member.number", member_number(call.get("codes", ())))
    born = yield from question(
        Ask("member.birth", hint="date", keys=8), past_date(today, kind="birth")
    )
    claim: dict[str, Any] = {"number": number, "birth": born}
    if call.get("identity") == "sms":
        sent = yield Lookup("code", claim)
        if not isinstance(sent, Found):
            return sent
        heard = yield from question(Ask("member.code", hint="digits", keys=CODE_DIGITS), _code)
        claim = {**claim, "code": {"sent": sent.data["code"], "heard": heard}}
    return (yield Lookup("member", claim))


def _code(act: Said | Keyed) -> Parsed:
    if isinstance(act, Keyed):
        return Value(act.keys) if len(act.keys) == CODE_DIGITS else None
    heard = parse_digits(act.text, CODE_DIGITS)
    return Value(heard.digits) if heard.complete else None


def _tell(member: dict) -> Asking:
    state = member["state"]
    yield Say(f"member.state.{state}")
    if state == "valid":
        yield from _coverage(member)
    if state in _ADVICE:
        yield from _advise(_ADVICE[state])


def _coverage(member: dict) -> Asking:
    """What the plan gives and until when; a period that is not running is said to be so."""
    period = member.get("period", "now")
    if period == "none":
        yield Say("member.period_none")
        return
    slots = {"start": member["covered_from"], "end": member["covered_to"]}
    if period != "now":
        yield Say(f"member.period_{period}", slots)
        return
    yield Say(f"member.plan.{member['plan'].lower()}")
    yield Say("member.period", slots)


def _advise(topic: str) -> Asking:
    """What the knowledge base has for this case; nothing where it has nothing."""
    found = yield Lookup("answer", {"topic": topic, "illness": "", "aspect": ""})
    if isinstance(found, Found):
        for piece in found.data["pieces"]:
            yield Say("answer.piece", {"text": piece})
