"""Member status: number, birth date, then only what is needed."""

from datetime import date

from ivr.dialog.acts import Ask, Found, Lookup, Say, Unavailable
from ivr.dialog.flow import GoPerson
from ivr.dialog.parsers import member_number, past_date, yes_no
from ivr.dialog.question import Asking, question

TRIES = 3
"""Wrong number and birth date pairs before a person takes over."""


def status(call: dict) -> Asking:
    """Identify the member, then tell the card's state, plan and coverage period.

    The same answer is given whether the number does not exist or the birth date is wrong.
    """
    today = date.fromisoformat(call["today"])
    yield Say("member.intro")
    for _ in range(TRIES):
        number = yield from confirmed_number("member.number", member_number)
        born = yield from question(
            Ask("member.birth", hint="date", keys=8), past_date(today, kind="birth")
        )
        found = yield Lookup("member", {"number": number, "birth": born})
        if isinstance(found, Found):
            yield from _tell(found.data)
            return
        if isinstance(found, Unavailable):
            yield Say("member.unavailable")
            raise GoPerson("records away")
        yield Say("member.no_match")
    raise GoPerson("not identified")


def confirmed_number(prompt: str, parse) -> Asking:
    """Ask for a member number and read it back until the caller agrees; '' passes unread."""
    while True:
        number = yield from question(Ask(prompt, hint="digits", keys=10), parse)
        if not number:
            return number
        right = yield from question(Ask("number.confirm", {"number": number}, hint="yesno"), yes_no)
        if right:
            return number
        yield Say("number.retry")


def _tell(member: dict) -> Asking:
    yield Say(f"member.state.{member['state']}")
    if member["state"] == "valid":
        slots = {"start": member["covered_from"], "end": member["covered_to"]}
        yield Say(f"member.plan.{member['plan'].lower()}")
        yield Say("member.period", slots)
