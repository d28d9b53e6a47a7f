"""Days as callers say or key them: dates of accidents and diagnoses, birth dates."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from speech.entities.date_calendar import Ask, Calendar, DateReading, Kind, Known, Reason, one_of
from speech.entities.date_forms import find_days
from speech.entities.date_known import known_in, vague_in
from speech.entities.date_repairs import corrections
from speech.entities.date_sheet import Sheet
from speech.entities.date_shifts import move_and_blur
from speech.entities.date_text import spelled
from speech.entities.date_weekdays import find_weekdays

__all__ = ["Ask", "Kind", "Known", "ParsedDate", "Reason", "parse_date", "year_and_month"]

MEMORY_YEARS = 20
"""How far back an accident or a diagnosis is believed; a year misheard lies further off."""
OLDEST_YEAR = 1900
YOUNGEST_MEMBER_YEARS = 15


@dataclass(frozen=True)
class ParsedDate:
    """A day, or why the text names no certain day and what would settle it."""

    value: date | None
    reason: Reason = ""
    """'' with a value; none (no date in the text), ambiguous (vague, incomplete or several),
    impossible (no such day), future, too_old, too_young (birth dates), lunar (birth dates)."""
    ask: Ask = field(default="", compare=False)
    """What to ask for when ambiguous: the 'year', 'month' or 'day' that is missing (the rest is
    `known`, or there is no other way to mean it), the whole 'date', 'which' of the `candidates`,
    or to 'confirm' the one candidate."""
    candidates: tuple[date, ...] = field(default=(), compare=False)
    """The days that may be meant, earliest first, none in the future."""
    known: Known = field(default_factory=Known, compare=False)
    """Year and month said for certain (去年十月); give them to `parse_date` with the next answer."""


def parse_date(
    text: str, today: date, *, kind: Kind = "past", known: Known | None = None
) -> ParsedDate:
    """Find the one day that `text` means, seen from `today` (Shanghai's); never raises.

    `kind`: 'past' for what happened in the last twenty years; 'birth' for birth dates, which need
    a year; 'any' for a day since 1900. `known` is what the caller said of the day before. Without a
    year the most recent such day is meant; two-digit years mean the latest year that is not in the
    future (for births: of a plausible age). Weeks start on Monday: on a Tuesday, 上周三 is six days
    ago. A value is certain; whatever may mean another day too is ambiguous.
    """
    calendar = Calendar(today, kind, known or Known())
    last, before = corrections(spelled(text))
    reading, lone = _read(last, calendar)
    if reading.certain:
        return _judged(reading.days[0], last, calendar)
    if reading.reason == "none" and last:
        # What was taken back is no day for certain, even with nothing put in its place.
        taken_back = (_read(part, calendar) for part in reversed(before))
        doubted = (found.doubted() for found, _ in taken_back if found.reason != "none")
        reading = next(doubted, reading)
    return _refused(reading, lone or calendar.known, calendar)


def year_and_month(text: str, today: date) -> Known:
    """The one year or month that `text` names, whatever else it says of a day: 2024 of 前年国庆后."""
    return known_in(corrections(spelled(text))[0], Calendar(today, "past"))


def _read(text: str, calendar: Calendar) -> tuple[DateReading, Known]:
    """What a text without corrections says, and the year and month that it names beside."""
    reading, rest = _first_reading(text, calendar)
    lone = known_in(rest, calendar)
    if calendar.known or not lone or not reading.days:
        return reading, lone
    # 去年十月查出来的，十月六号: the year belongs to both.
    bound, _ = _first_reading(text, replace(calendar, known=lone))
    same_month = lone.year and reading.days[0].month == lone.month
    if bound.certain and (bound.days == reading.days or same_month):
        return bound, lone
    return one_of(*reading.days, *bound.days).reading, lone


def _first_reading(text: str, calendar: Calendar) -> tuple[DateReading, str]:
    sheet = Sheet(text)
    find_days(sheet, calendar)
    find_weekdays(sheet, calendar)
    move_and_blur(sheet)
    reading = _together(sheet.readings())
    if reading.reason == "none":
        reading = vague_in(sheet.text, calendar)
    return reading, sheet.text


def _together(readings: Sequence[DateReading]) -> DateReading:
    """What all expressions of a text say together."""
    readings = [reading for reading in readings if not reading.weak] or readings
    certain = {reading.days[0] for reading in readings if reading.certain}
    # A day said clearly settles a doubt that it is one way to mean: 上周末，星期六.
    doubts = [
        r for r in readings if not (r.certain or (r.days and certain and certain <= {*r.days}))
    ]
    if not readings:
        return DateReading((), "none")
    if not doubts and len(certain) == 1:
        return DateReading(tuple(certain))
    if not certain and len({doubt.reason for doubt in doubts}) == 1 and len(doubts) == 1:
        return doubts[0]
    if not certain and not any(doubt.days for doubt in doubts):
        return doubts[0]
    return one_of(*certain, *(day for doubt in doubts for day in doubt.days)).reading


def _judged(day: date, text: str, calendar: Calendar) -> ParsedDate:
    refusal = _implausible(day, calendar)
    if refusal:
        return ParsedDate(None, refusal)
    if calendar.known.agrees(day) or known_in(text, calendar).year:
        return ParsedDate(day)
    # 昨天, after 去年十月: one of them was misheard.
    return ParsedDate(None, "ambiguous", "confirm", (day,))


def _refused(reading: DateReading, known: Known, calendar: Calendar) -> ParsedDate:
    days = tuple(sorted({day for day in reading.days if not _implausible(day, calendar)}))
    if reading.reason == "ambiguous" and reading.days and not days:
        return ParsedDate(None, _implausible(reading.days[0], calendar))
    return ParsedDate(None, reading.reason, _ask(reading, days, known), days, known)


def _ask(reading: DateReading, days: Sequence[date], known: Known) -> Ask:
    if reading.reason != "ambiguous":
        return ""
    if days:
        return "which" if len(days) > 1 else "confirm"
    if reading.ask in ("which", "confirm"):
        return "date"
    if reading.ask == "date" and known:
        return "day" if known.month else "month"
    return reading.ask


def _implausible(day: date, calendar: Calendar) -> Reason:
    today, kind = calendar.today, calendar.kind
    if day > today:
        return "future"
    if day.year < OLDEST_YEAR:
        return "too_old"
    if kind == "past" and day < today - relativedelta(years=MEMORY_YEARS):
        return "too_old"
    if kind == "birth" and day > today - relativedelta(years=YOUNGEST_MEMBER_YEARS):
        return "too_young"
    return ""
