"""After the answer about a time limit: the last day as a date, if the caller names the first."""

from collections.abc import Sequence
from datetime import date

from ivr.dialog.acts import Ask, Asking, Said, Say
from ivr.dialog.day import agreed_day
from ivr.dialog.effect import look_up
from ivr.dialog.flow import GoTopic, Query
from ivr.dialog.lookups import Deadline, FindDeadline
from ivr.dialog.parsers import past_date
from speech.entities.dates import parse_date

COUNTED = (
    "claim.critical_illness",
    "claim.accident_disability",
    "claim.accident_death",
    "claim.illness_death",
)
"""Claims whose limit runs from a day the caller knows."""


def offer(topic: str, today: date, told: Sequence[str]) -> Asking[None]:
    """Ask for the day the limit runs from, and tell the last day; "不用" passes.

    A day, or a year and month, that the caller `told` with the questions is not asked for again.
    The day is agreed to before its last day is told.
    """
    if topic not in COUNTED:
        return
    ask = Ask(f"deadline.when.{topic.removeprefix('claim.')}", hint="date", keys=8)
    besides: list[Query] = []
    day = yield from agreed_day(ask, "deadline.heard", today, told, besides=besides)
    if day:
        yield from tell(topic, day)
    if besides:
        raise GoTopic(besides[-1])


def names_a_day(said: str, today: date) -> bool:
    """Whether running words name a day, or a part of one that can be asked for the rest."""
    return past_date(today)(Said(said)) is not None


def surely_names_a_day(said: str, today: date) -> bool:
    """Whether words that answer something else too name a day before today, or its year or month.

    好的，今天就去 and 过两天再说 tell of no day the limit runs from.
    """
    parsed = parse_date(said, today)
    if parsed.value:
        return parsed.value < today
    return bool(parsed.ask and (parsed.candidates or parsed.known))


def tell(topic: str, day: str) -> Asking[None]:
    """The last day for a limit that runs from `day` (ISO), and whether it is over."""
    found = yield from look_up(FindDeadline(topic, day))
    if not isinstance(found, Deadline):
        return
    yield Say(f"deadline.by.{topic.removeprefix('claim.')}", {"date": day, "by": found.by})
    if found.pressing == "over":
        yield Say("deadline.over")
