"""Lengths of time: 三天, 一个月零三天, 两年半."""

import re

from dateutil.relativedelta import relativedelta

from speech.entities.date_calendar import UncertainDateError

_AND = "[0又加外]*"
SPAN = (
    r"(?<![几数百千万亿第前后每大小\d.天:])(?=[\d半])"
    rf"(?:(?:(?P<years>\d+)年(?P<half_year>半)?|(?P<only_year>半)年){_AND})?"
    rf"(?:(?:(?P<months>\d+)(?:个(?P<half_month>半)?月(?P<month_half>半)?|(?P<half_month2>半)个?月)|(?P<only_month>半)个?月){_AND})?"
    rf"(?:(?:(?P<weeks>\d+)个?(?P<half_week>半)?|(?P<only_week>半)个?)(?:星期|周)(?P<week_half>半)?(?![1-7日天末]){_AND})?"
    r"(?:(?:(?P<days>\d+)|(?P<only_day>半))[天日](?P<day_half>半)?)?"
    r"(?<=[年月期周天日半])"
)
"""Matches a length of time in a spelled text; its groups are read by `span_of`."""

_HALF_A_MONTH = 15


def span_of(match: re.Match[str]) -> relativedelta:
    """The length of time that `SPAN` matched. Raises `UncertainDateError` for half days and half weeks."""
    said = {name: value for name, value in match.groupdict().items() if value}
    if any(name in said for name in _UNCERTAIN):
        raise UncertainDateError("ambiguous")
    half_year = any("year" in name and said[name] == "半" for name in said)
    half_month = any("month" in name and said[name] == "半" for name in said)
    try:
        return relativedelta(
            years=int(said.get("years", 0)),
            months=int(said.get("months", 0)) + 6 * half_year,
            weeks=int(said.get("weeks", 0)),
            days=int(said.get("days", 0)) + _HALF_A_MONTH * half_month,
        )
    except (ValueError, OverflowError):
        raise UncertainDateError("impossible") from None


_UNCERTAIN = ("half_week", "only_week", "week_half", "only_day", "day_half")
