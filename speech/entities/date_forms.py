"""The forms a day is spoken in, each a pattern over `date_text.spelled` and its meaning."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from speech.entities.date_calendar import (
    Calendar,
    DateReading,
    Kind,
    UncertainDateError,
    moved,
    one_of,
)
from speech.entities.date_lunar import lunar_day, refuse_feast
from speech.entities.date_sheet import Sheet, T
from speech.entities.date_spans import SPAN, span_of
from speech.entities.date_text import END
from speech.entities.festivals import DAYS_OFF, MARKS, day_of, latest

__all__ = ["MONTH", "RELATIVE_MONTH", "WEEK", "YEAR", "Kind", "find_days"]

YEAR = (
    r"(?<!\d)\d{1,2}年[以之]?前|(?<!\d)(?:(?:1[89]|20|21)\d\d年?|\d\d年)"
    r"|(?<![大前])大*前年|(?:今|本|去|明|后|当|那|同)年"
)
RELATIVE_MONTH = r"(?:上+|这|下+)个月|(?<!\d)\d{1,2}个月[以之]?前"
MONTH = rf"\d{{1,2}}月|{RELATIVE_MONTH}"
WEEK = f"星期(?P<w>[1-7日天])(?![个位名]){END}?"
_AND = "[的份里,， ]*"
_DAY = r"(?P<d>\d{1,2})(?!\d|[个点天岁次楼层几多来月年])(?P<unit>[号日])?"

Meaning = Callable[[re.Match[str], Calendar], date]


def _numbers(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.day(int(match["y"]), int(match["m"]), int(match["d"]))


def _year_month_day(match: re.Match[str], calendar: Calendar) -> date:
    month, day = int(match["m"]), int(match["d"])
    year = _year(match, calendar)
    if not match["unit"] and not match["solar"] and not (match["y"] or "").strip("年").isdigit():
        refuse_feast(calendar, year, month, day)
    return calendar.latest(month, day) if year is None else calendar.day(year, month, day)


def _year(match: re.Match[str], calendar: Calendar) -> int | None:
    if match["y"]:
        return calendar.year(match["y"])
    # A year that could not be read is not the same as no year.
    if _UNREAD_YEAR.search(match.string[: match.start()]):
        raise UncertainDateError("ambiguous", "year")
    return None


_UNREAD_YEAR = re.compile("年(?:[以之]?前)?[ ,，的]*$")


def _day_of_month(match: re.Match[str], calendar: Calendar) -> date:
    month = calendar.month(match["m"])
    return calendar.day(month.year, month.month, int(match["d"]))


def _month(match: re.Match[str], calendar: Calendar) -> date:
    """The first of the month named by 'y' and 'm' (三月) or 'rel' (上个月)."""
    if match["rel"]:
        return calendar.month(match["rel"])
    year = _year(match, calendar)
    month = int(match["m"])
    return calendar.latest(month, 1) if year is None else calendar.day(year, month, 1)


def _edge_of_month(match: re.Match[str], calendar: Calendar) -> date:
    first = _month(match, calendar)
    if match["first"]:
        return first
    day = first + relativedelta(day=31) - timedelta(days=int(match["from_end"] or 1) - 1)
    if not match["rel"] and not match["y"] and day > calendar.today:
        raise UncertainDateError("ambiguous", "year")
    return day


def _weekday_of_month(match: re.Match[str], calendar: Calendar) -> date:
    first = _month(match, calendar)
    if match["last"]:
        last = first + relativedelta(day=31)
        return last - timedelta(days=(last.weekday() - weekday_of(match)) % 7)
    to_first = (weekday_of(match) - first.weekday()) % 7
    day = first + timedelta(days=to_first + 7 * (int(match["nth"]) - 1))
    if day.month != first.month:
        raise UncertainDateError("impossible")
    return day


def _edge_of_year(match: re.Match[str], calendar: Calendar) -> date:
    year = calendar.year(match["y"])
    return calendar.day(year, 1, 1) if match["first"] else calendar.day(year, 12, 31)


def _same_day(match: re.Match[str], calendar: Calendar) -> date:
    """去年今天, 上周的今天, 两个月前的今天."""
    day = calendar.today + timedelta(days=_DAY_WORDS.get(match["same"], 0))
    if match["y"]:
        years = calendar.today.year - calendar.year(match["y"])
        return calendar.day(day.year - years, day.month, day.day)
    if match["week"]:
        return day + timedelta(weeks=weeks_of(match["week"]))
    if not match["rel"]:
        return moved(day, span_of(match), -1)
    this_month = calendar.today.replace(day=1)
    months = relativedelta(this_month, calendar.month(match["rel"]))
    first = moved(day.replace(day=1), months, -1)
    return calendar.day(first.year, first.month, day.day)


def weeks_of(which: str) -> int:
    """'上' → -1, '上上' → -2, '这' → 0, '下' → 1."""
    return which.count("下") - which.count("上")


def _festival(match: re.Match[str], calendar: Calendar) -> date:
    if match["vague"] or match["after"]:
        raise UncertainDateError("ambiguous")
    year = _year(match, calendar) or calendar.known.year
    if match["next"]:
        raise UncertainDateError("future")
    if not year and calendar.kind == "birth":
        raise UncertainDateError("ambiguous", "year")
    try:
        return day_of(match["name"], year) if year else latest(match["name"], calendar.today)
    except (ValueError, KeyError):
        raise UncertainDateError("impossible") from None


def _ago(match: re.Match[str], calendar: Calendar) -> date:
    return moved(calendar.today, span_of(match), -1)


def _week(match: re.Match[str], calendar: Calendar) -> date:
    weeks = -int(match["n"]) if match["n"] else weeks_of(match["which"])
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    return moved(monday, relativedelta(weeks=weeks, days=weekday_of(match)), 1)


def _weekend(match: re.Match[str], calendar: Calendar) -> date:
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    monday += timedelta(weeks=weeks_of(match["which"]))
    raise one_of(monday + timedelta(days=5), monday + timedelta(days=6))


def weekday_of(match: re.Match[str]) -> int:
    """The weekday of a match of `WEEK`; Monday is 0."""
    return 6 if match["w"] in "日天7" else int(match["w"]) - 1


def _day_word(match: re.Match[str], calendar: Calendar) -> date:
    days = sum(_DAY_WORDS[word] for word in match[0].split("的"))
    return calendar.today + timedelta(days=days)


def _bare_day(match: re.Match[str], calendar: Calendar) -> date:
    refuse_unless_alone(match)
    number = int(match["d"])
    if calendar.known.month and 1 <= number <= 31:
        if calendar.known.year:
            return calendar.day(calendar.known.year, calendar.known.month, number)
        return calendar.latest(calendar.known.month, number)
    if calendar.kind == "birth" or calendar.known.year:
        raise UncertainDateError("ambiguous", "month" if calendar.known.year else "date")
    if not 1 <= number <= 31:
        raise UncertainDateError("impossible")
    # relativedelta cuts 31 to the month's last day; such a month has no day of that number.
    candidates = (
        calendar.today - relativedelta(months=n) + relativedelta(day=number) for n in (0, 1, 2)
    )
    return next(d for d in candidates if d.day == number and d <= calendar.today)


def refuse_unless_alone(match: re.Match[str]) -> None:
    """Refuse a bare day or weekday among words that may change it (每周三, 八号楼, misheard ones)."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _AFTER.match(after) or _STREET.search(before):
        raise UncertainDateError("ambiguous", weak=True)
    if not _BEFORE.search(before):
        raise UncertainDateError("ambiguous")


_BEFORE = re.compile(
    f"(?:^|{T}|[,，。、. {END}是在于就我他她了从当嗯呃啊哦吧得或]|(?:最近|刚过去)的?(?:1个)?|应该|大概|大约|可能|好像|估计|也许|差不多|还是|或者|要么|要不)$"
)
_STREET = re.compile("[路弄街栋幢村区]$")
_AFTER = re.compile("[楼线院室床桌店门机仓厂栋车码路弄口坑井岗]")
_DAY_WORDS = {
    **{"今天": 0, "刚才": 0, "刚刚": 0, "昨天": -1, "前天": -2, "大前天": -3, "大大前天": -4},
    **{"明天": 1, "后天": 2, "大后天": 3},
}
_DAYS = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))


def _refused(match: re.Match[str], calendar: Calendar) -> date:
    raise UncertainDateError("ambiguous")


def _refused_lunar(match: re.Match[str], calendar: Calendar) -> date:
    raise UncertainDateError("lunar" if calendar.kind == "birth" else "ambiguous", "month")


_THIS_MONTH = rf"(?:(?P<y>{YEAR})?{_AND}(?<!\d)(?P<m>\d{{1,2}})月份?|(?P<rel>{RELATIVE_MONTH}))"
# Order matters: what a form has taken is not seen by the later ones.
_FORMS: list[tuple[re.Pattern[str], Meaning]] = [
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"(?<!\d)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)", _numbers),
        (r"(?<!\d)\d{6}(?!\d|月|年)", _refused),
        (
            rf"(?:(?P<y>{YEAR})|(?P<rel>{RELATIVE_MONTH})|(?P<week>上+个?|这个?)(?:星期|周)"
            rf"|{SPAN}[以之]?前)"
            rf"[的里]?(?P<same>{_DAYS}|[这同]1?天|这个日[子期])(?!的(?:{_DAYS}))",
            _same_day,
        ),
        (
            rf"{_THIS_MONTH}{_AND}(?:第(?P<nth>[1-5])|(?P<last>最后1?))个?{WEEK}",
            _weekday_of_month,
        ),
        (
            rf"{_THIS_MONTH}{_AND}月?[初底末]?的?"
            r"(?:(?P<first>第1天|头1天)|最后1?天|倒数第(?P<from_end>[1-9])天)",
            _edge_of_month,
        ),
        (rf"(?P<y>{YEAR})年?[初底末]?的?(?:(?P<first>第1天)|最后1?天)", _edge_of_year),
        (
            rf"(?P<before>{YEAR})?{_AND}农历{_AND}(?:(?P<y>{YEAR}){_AND}(?:农历)?)?"
            r"(?P<leap>闰)?(?P<m>\d{1,2})月份?的?初?(?P<d>\d{1,2})(?!\d|个)[号日]?",
            lunar_day,
        ),
        (r"初(?:10|[1-9])(?![\d号日])", _refused_lunar),
        (
            rf"(?P<solar>阳历[的是]?)?(?P<y>{YEAR})?{_AND}(?<!\d)(?P<m>\d{{1,2}})月{_AND}{_DAY}",
            _year_month_day,
        ),
        (
            rf"(?P<m>{RELATIVE_MONTH}){_AND}(?P<d>\d{{1,2}}(?=[号日])|[1-3]\d(?=$|[,，。 ]))[号日]?",
            _day_of_month,
        ),
        (
            r"(?<!\d)(?P<y>\d{4})[-/., ，、]+(?P<m>\d{1,2})[-/., ，、]+(?P<d>\d{1,2})(?!\d)[号日]?",
            _numbers,
        ),
        (
            rf"(?P<y>{YEAR})?{_AND}(?P<next>下1?个)?(?P<name>{MARKS})"
            "(?P<vague>期间|前后|左右|假期|放假|长假)?"
            rf"(?P<after>(?<={DAYS_OFF})的?(?:过|[以之]|过完|结束)?后的?(?:第\d+|头?[2-9]|头?1\d|头1)天)?",
            _festival,
        ),
        (rf"(?P<n>\d+)个?(?:星期|周)[以之]?前的?{WEEK}", _week),
        (rf"(?P<n>(?!))?(?P<which>上+|这|本|下+)个?(?:(?:周|星期)[的里,，]?)?{WEEK}", _week),
        ("(?P<which>上+|这|本)个?(?:星期末|周末|星期的?周末)", _weekend),
        (rf"(?:(?:{_DAYS})的)?(?:{_DAYS})(?!的(?:{_DAYS}))", _day_word),
        (rf"(?<!{T})(?<!{T}的)(?<![号日])(?<![号日]的){SPAN}(?:[以之]?前|(?<!日)[以之]前)", _ago),
        (rf"(?:距今|离现在)[已经有过了满]*{SPAN}整?(?![多几来])", _ago),
        (r"(?<!\d)(?P<d>\d{1,2})[号日]", _bare_day),
    )
]


def find_days(sheet: Sheet, calendar: Calendar) -> None:
    """Put a sign for every day that the sheet names in full."""
    for pattern, meaning in _FORMS:
        sheet.replace(
            pattern,
            lambda match, meaning=meaning: DateReading((meaning(match, calendar),)),  # type: ignore[misc]
        )
