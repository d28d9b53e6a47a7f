"""After the answer about a time limit: the last day as a date, if the caller names the first."""

from datetime import date

from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import look_up
from ivr.dialog.lookups import Deadline, FindDeadline
from ivr.dialog.parsers import past_date
from ivr.dialog.question import Parse, Parsed, Value, question

COUNTED = (
    "claim.critical_illness",
    "claim.accident_disability",
    "claim.accident_death",
    "claim.illness_death",
)
"""Claims whose limit runs from a day the caller knows."""

_DECLINES = ("不用", "不需要", "不要", "不必", "算了", "没有", "不知道", "不清楚", "不算", "够了")


def offer(topic: str, today: date, said: str) -> Asking[None]:
    """Ask for the day the limit runs from, and tell the last day; "不用" passes.

    A day the caller `said` with the question needs no asking: the answer names it.
    """
    if topic not in COUNTED:
        return
    known = day_in(said, today)
    if known:
        yield from tell(topic, known)
        return
    ask = Ask(f"deadline.when.{topic.removeprefix('claim.')}", hint="date", keys=8)
    day = yield from question(ask, _day_or_no(today))
    if not day:
        return
    yield from tell(topic, day)


def day_in(said: str, today: date) -> str:
    """The one past day that running words name (ISO), or ''."""
    parsed = past_date(today)(Said(said)) if said else None
    return parsed.value if isinstance(parsed, Value) else ""


def tell(topic: str, day: str) -> Asking[None]:
    """The last day for a limit that runs from `day` (ISO), and whether it is over."""
    found = yield from look_up(FindDeadline(topic, day))
    if not isinstance(found, Deadline):
        return
    yield Say(f"deadline.by.{topic.removeprefix('claim.')}", {"date": day, "by": found.by})
    if found.pressing == "over":
        yield Say("deadline.over")


def _day_or_no(today: date) -> Parse[str]:
    parse_day = past_date(today)

    def parse(act: Said | Keyed) -> Parsed[str]:
        if isinstance(act, Keyed) and act.keys == "2":
            return Value("")
        parsed = parse_day(act)
        if parsed is None and isinstance(act, Said) and any(w in act.text for w in _DECLINES):
            return Value("")
        return parsed

    return parse
