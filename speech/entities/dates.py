"""Days as callers say or key them: dates of accidents and diagnoses, birth dates."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from speech.entities.date_forms import MONTH, YEAR, Calendar, Kind, found_in
from speech.entities.date_text import spelled

Reason = Literal["", "none", "ambiguous", "impossible", "future", "too_old", "too_young", "lunar"]

MEMORY_YEARS = 20
"""How far back an accident or a diagnosis is believed; a year misheard lies further off."""
OLDEST_YEAR = 1900
YOUNGEST_MEMBER_YEARS = 15


@dataclass(frozen=True)
class ParsedDate:
    """A day, or why there is none."""

    value: date | None
    reason: Reason = ""
    """'' with a value; none (no date in the text), ambiguous (vague, incomplete or several),
    impossible (no such day), future, too_old, too_young (birth dates), lunar."""


def parse_date(text: str, today: date, *, kind: Kind = "past") -> ParsedDate:
    """Find the one day that `text` means, seen from `today`; never raises.

    `kind`: 'past' for what happened in the last twenty years; 'birth' for birth dates, which need
    a year; 'any' for a day since 1900. Without a year the most recent such day is meant; two-digit
    years mean the latest year that is not in the future (for births: of a plausible age).
    Weeks start on Monday: on a Tuesday, 上周三 is six days ago.
    """
    spelling = spelled(text)
    if _LUNAR.search(re.sub("不是(?:农历|阴历)", "", spelling)):
        return ParsedDate(None, "lunar")
    if _CONTRAST.search(spelling):
        return ParsedDate(None, "ambiguous")
    for part in _corrections(spelling):
        found = found_in(part, Calendar(today, kind))
        if found.days or found.reason:
            return _judged(found.days, found.reason, today, kind)
    return ParsedDate(None, "none")


_CONTRAST = re.compile("[号日天]不是(?=[^,，。 ]*[号日天])")
"""昨天不是前天: either a correction or a contrast."""
_LUNAR = re.compile(r"农历|阴历|旧历|老历|夏历|闰\d|腊月|正月|冬月|初(?:10|[1-9])(?!\d)")


def _judged(days: set[date], reason: str, today: date, kind: Kind) -> ParsedDate:
    if len(days) > 1 or (days and reason):
        return ParsedDate(None, "ambiguous")
    if not days:
        return ParsedDate(None, reason)  # type: ignore[arg-type]
    (day,) = days
    refusal = _implausible(day, today, kind)
    return ParsedDate(None, refusal) if refusal else ParsedDate(day)


def _implausible(day: date, today: date, kind: Kind) -> Reason:
    if day > today:
        return "future"
    if day.year < OLDEST_YEAR:
        return "too_old"
    if kind == "past" and day < today - relativedelta(years=MEMORY_YEARS):
        return "too_old"
    if kind == "birth" and day > today - relativedelta(years=YOUNGEST_MEMBER_YEARS):
        return "too_young"
    return ""


_REPAIR = re.compile(
    "(?:[哦噢啊呃额][,， ]*)?(?:不对|不是|[说讲]?错了|更正|应该是|[哦噢啊]不)[啊呀的,，。 ]*"
)
_BUT = re.compile("[,，。 ]+(?:而|应该)?是|(?<=[号日天])而?是")


def _corrections(text: str) -> list[str]:
    """The text after its last correction, then what stands before, each to be tried in turn."""
    text = re.sub("[对是]不[对是]", "", text)
    parts = _REPAIR.split(text)
    if len(parts) == 1:
        return parts
    if "不是" in text:
        parts[-1:] = _BUT.split(parts[-1])
    last = parts[-1].strip(" ,，。的了是")
    if not last:
        return []
    return [_completed(last, parts[:-1]), *reversed(parts[:-1])]


def _completed(last: str, before: list[str]) -> str:
    """'6号' after '2025年3月5号，不对' keeps the month and year; '4月6号' keeps the year."""
    context = list(re.finditer(f"(?P<year>{YEAR})?[的,， ]*(?P<month>{MONTH})", "，".join(before)))
    if context and re.match(r"\d{1,2}[号日]", last):
        return (context[-1]["year"] or "") + context[-1]["month"] + last
    if context and re.match(r"\d{1,2}月", last):
        return (context[-1]["year"] or "") + last
    return last
