"""The terms' time limits as dates. Pure: `today` is always an argument.

How long a limit is, one field of one entry says (`limit` of a claim's deadline); what callers hear,
read and are counted is made of that field. How days are counted, which the terms leave open: the day
of the event is not counted, so "within 15 days" of 1 March ends with 16 March, and that day is still
in time. Months are calendar months: the same day so many months on, or the month's last day where
that month is shorter (31 August → 28 or 29 February). Weekends and holidays do not move a deadline.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import cn2an
from dateutil.relativedelta import relativedelta

CRITICAL_ILLNESS_CLAIM = "claim.critical_illness"
"""To claim, from the first diagnosis."""
DISABILITY_ASSESSMENT = "claim.accident_disability"
"""To apply for the assessment, from the accident. Later the right is lost; if treatment still goes
on, the state on the last day is assessed."""
ACCIDENT_NOTICE = "claim.accident_death"
"""For the union to notify the society, from learning of the accident. For a caller who does not know
when the union learned of it, the day of the accident is the safe choice."""
ILLNESS_DEATH_CLAIM = "claim.illness_death"
"""To claim, from the death."""
COUNTED = (CRITICAL_ILLNESS_CLAIM, DISABILITY_ASSESSMENT, ACCIDENT_NOTICE, ILLNESS_DEATH_CLAIM)
"""Topics whose deadline has a limit that is counted."""

NEARLY_OVER_DAYS = 3
"""With so many days left or fewer a caller is warned that the limit is near (our choice)."""

Urgency = Literal["in_time", "nearly_over", "over"]
Unit = Literal["天", "个月"]

_WRITTEN = re.compile(r"([0-9]+|[零一二两三四五六七八九十百千]+)(天|日|个月)")
_LONGEST = {"天": 3_660, "个月": 120}
"""Ten years: whatever is longer is a slip of the pen."""


@dataclass(frozen=True)
class TimeLimit:
    """So many days, or calendar months."""

    count: int
    unit: Unit

    @property
    def spoken(self) -> str:
        """As it is said: 九十天, 六个月, 两个月."""
        said = "两" if self.count == 2 else cn2an.an2cn(self.count, "low")
        return f"{said}{self.unit}"

    @property
    def written(self) -> str:
        """As it is read: 90天, 6个月."""
        return f"{self.count}{self.unit}"

    def last_day(self, first: date) -> date:
        """The last day in time, where the limit runs from `first`."""
        if self.unit == "天":
            return first + timedelta(days=self.count)
        return first + relativedelta(months=self.count)


Limits = Mapping[str, TimeLimit]
"""Topic -> its limit, for those of `COUNTED` that are published."""


def parse_limit(text: str) -> TimeLimit | None:
    """Read a time limit: 90天, 九十天, 6个月. None if `text` is not a time limit."""
    found = _WRITTEN.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if not found:
        return None
    unit: Unit = "个月" if found[2] == "个月" else "天"
    count = number_of(found[1])
    return TimeLimit(count, unit) if 0 < count <= _LONGEST[unit] else None


def number_of(digits: str) -> int:
    """What digits or Chinese numerals say; 0 for what is no number."""
    try:
        return int(cn2an.cn2an(digits.replace("两", "二"), "smart"))
    except ValueError:
        return 0


def slots_spoken(limits: Limits) -> dict[str, str]:
    """Name of the slot -> what is said in its place."""
    return {slot_of(topic): limit.spoken for topic, limit in limits.items()}


def slots_written(limits: Limits) -> dict[str, str]:
    """Name of the slot -> what a text message has in its place."""
    return {slot_of(topic): limit.written for topic, limit in limits.items()}


def slot_of(topic: str) -> str:
    """The name of the slot by which texts name the limit of `topic`."""
    return f"limit.{topic.removeprefix('claim.')}"


def last_day(limits: Limits, topic: str, first: date) -> date | None:
    """The last day for `topic`; None where no limit of it is published."""
    limit = limits.get(topic)
    return limit.last_day(first) if limit else None


def days_left(deadline: date, today: date) -> int:
    """Days until `deadline`: 0 on the last day, negative when it is over."""
    return (deadline - today).days


def urgency(deadline: date, today: date) -> Urgency:
    """How pressing `deadline` is; the last day itself is nearly over, not over."""
    left = days_left(deadline, today)
    if left < 0:
        return "over"
    return "nearly_over" if left <= NEARLY_OVER_DAYS else "in_time"
