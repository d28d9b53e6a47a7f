"""Bare weekdays: beside a day they must agree with it (三月五号，星期四), alone they are the last such day."""

import re
from datetime import date, timedelta

from speech.entities.date_calendar import Calendar, DateReading, UncertainDateError, one_of
from speech.entities.date_forms import WEEK, refuse_unless_alone, weekday_of, weeks_of
from speech.entities.date_sheet import Sheet, T

_WEEKDAY = re.compile(WEEK)
_BESIDE = re.compile(rf"(?P<t>{T})(?:[,，、 ]|也?就是|是|那1?天|的)*{WEEK}")
_WEEK_ALONE = re.compile("(?P<which>上+|这|下+)个?(?:星期|周)(?![1-7日天末])")


def find_weekdays(sheet: Sheet, calendar: Calendar) -> None:
    """Join bare weekdays to the days they stand beside; put a sign for the others."""
    sheet.replace(_BESIDE, lambda match: _joined(sheet.of(match["t"]), weekday_of(match)))
    days = {reading.days[0] for reading in sheet.readings() if reading.certain}
    sheet.replace(_WEEKDAY, lambda match: _elsewhere(match, days, calendar))


def _joined(reading: DateReading, weekday: int) -> DateReading:
    days = tuple(day for day in reading.days if day.weekday() == weekday)
    if len(days) == 1 and reading.ask in ("", "which"):
        return DateReading(days)
    return reading.doubted()


def _elsewhere(match: re.Match[str], days: set[date], calendar: Calendar) -> DateReading:
    if not days:
        return DateReading((_last(match, calendar),))
    if any(day.weekday() != weekday_of(match) for day in days):
        raise UncertainDateError("ambiguous")
    return DateReading(tuple(days)) if len(days) == 1 else one_of(*days).reading


def _last(match: re.Match[str], calendar: Calendar) -> date:
    refuse_unless_alone(match)
    day = calendar.today - timedelta(days=(calendar.today.weekday() - weekday_of(match)) % 7)
    if week := _WEEK_ALONE.search(match.string):
        monday = calendar.today - timedelta(days=calendar.today.weekday())
        named = monday + timedelta(weeks=weeks_of(week["which"]), days=weekday_of(match))
        if named != day:
            raise one_of(day, named)
    if not calendar.known.agrees(day):
        raise UncertainDateError("ambiguous")
    return day
