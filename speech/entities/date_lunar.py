"""Days of the lunar calendar, reckoned by borax (1900 to 2100): 农历八月初三, 腊月二十三, 年初五."""

import contextlib
import re
from datetime import date

from borax.calendars.lunardate import InvalidLunarDateError, LCalendars, LunarDate

from speech.entities.date_calendar import Calendar, UncertainDateError, one_of

_NAMED_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_FEASTS = {(2, 2), (3, 3), (7, 7), (7, 15), (8, 15), (9, 9)}
"""Days that are spoken of by their lunar date without saying so."""


def lunar_day(match: re.Match[str], calendar: Calendar) -> date:
    """The day of a match with the groups 'before', 'y', 'leap', 'm' and 'd'.

    Without a year the most recent such day is meant. Raises `UncertainDateError`: always for births,
    which papers show by either calendar; where two days may be meant (a month that comes twice in
    its year, a month that lies in another year by either calendar).
    """
    month = _NAMED_MONTHS.get(match["m"]) or int(match["m"])
    leaps = (1,) if match["leap"] else (0, 1)
    spoken = match["before"] or match["y"]
    year = calendar.year(spoken) if spoken else calendar.known.year
    if year is None:
        days = _latest(calendar, month, int(match["d"]), leaps)
    else:
        # 农历二〇二五年腊月 is the lunar year's; 去年腊月 may be the common year's.
        lunar_years = (year,) if match["y"] else (year - 1, year)
        days = [
            day
            for lunar_year in lunar_years
            for day in _days(lunar_year, month, int(match["d"]), leaps)
            if year in (lunar_year, day.year)
        ]
    if calendar.kind == "birth":
        raise UncertainDateError("lunar", days=tuple(days))
    past = [day for day in days if day <= calendar.today] or days
    if len(past) > 1:
        raise one_of(*past)
    if not past:
        raise UncertainDateError("impossible")
    return past[0]


def _latest(calendar: Calendar, month: int, day: int, leaps: tuple[int, ...]) -> list[date]:
    """The last such day, or both where the month came twice; a leap month may lie years back."""
    for year in range(calendar.today.year, calendar.today.year - 20, -1):
        past = [d for d in _days(year, month, day, leaps) if d <= calendar.today]
        begun = any(d <= calendar.today for d in _days(year, month, 1, leaps))
        # A short month has no thirtieth: it is not the one of a year before.
        if past or (begun and not _days(year, month, day, leaps)):
            return past
    return []


def _days(year: int, month: int, day: int, leaps: tuple[int, ...]) -> list[date]:
    """Find `month` and `day` of a lunar year, as days of ours.

    `leaps` says in which months: 0 the common one, 1 the leap month, where the year has it. There
    may be none: not every month has a thirtieth.
    """
    found = []
    for leap in leaps:
        with contextlib.suppress(InvalidLunarDateError, ValueError):
            if not leap or LCalendars.leap_month(year) == month:
                found.append(LunarDate(year, month, day, leap).to_solar_date())
    return found


def refuse_feast(calendar: Calendar, year: int | None, month: int, day: int) -> None:
    """Raise `UncertainDateError` when a day said like 八月十五 may be the feast or the common date."""
    if (month, day) not in _FEASTS or calendar.kind == "birth":
        return
    if year is None:
        raise one_of(calendar.latest(month, day), *_latest(calendar, month, day, (0,)))
    raise one_of(calendar.day(year, month, day), *_days(year, month, day, (0,)))
