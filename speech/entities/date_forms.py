"""The forms a date is spoken in, each a pattern over `date_text.spelled` and its meaning."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from speech.entities.festivals import MARKS, day_of, latest

Kind = Literal["past", "birth", "any"]

OLDEST_AGE = 100
"""Two-digit years of birth are read so that nobody is older."""


class RefusedError(Exception):
    """The words form no day; the message is one of the reasons of `ParsedDate`."""


@dataclass(frozen=True)
class Calendar:
    """Where the caller stands."""

    today: date
    kind: Kind

    def year(self, spoken: str) -> int:
        """'2025年', '25年', '去年' → 2025. Raises `RefusedError` for '那年'."""
        spoken = spoken.removesuffix("年")
        if spoken in _YEARS:
            return self.today.year + _YEARS[spoken]
        if not spoken.isdigit():
            raise RefusedError("ambiguous")
        return int(spoken) if len(spoken) == 4 else self._century(int(spoken))

    def _century(self, year: int) -> int:
        recent, old = 2000 + year, 1900 + year
        youngest = self.today.year - (15 if self.kind == "birth" else 0)
        if recent <= youngest:
            return recent
        too_old = self.kind == "birth" and self.today.year - old > OLDEST_AGE
        return recent if too_old else old

    def day(self, year: int, month: int, day: int) -> date:
        """Raises `RefusedError` when there is no such day."""
        try:
            return date(year, month, day)
        except ValueError:
            raise RefusedError("impossible") from None

    def latest(self, month: int, day: int) -> date:
        """The most recent such day of a year."""
        if self.kind == "birth":
            raise RefusedError("ambiguous")
        if (month, day) == (2, 29):
            raise RefusedError("ambiguous")
        found = self.day(self.today.year, month, day)
        return found if found <= self.today else self.day(self.today.year - 1, month, day)

    def back(self, **span: int) -> date:
        """So many days, weeks, months or years before today."""
        try:
            return self.today - relativedelta(**span)  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            raise RefusedError("too_old") from None


Meaning = Callable[[re.Match[str], Calendar], date]
_YEARS = {"今": 0, "本": 0, "去": -1, "前": -2, "大前": -3, "明": 1, "后": 2}


YEAR = r"(?<!\d)(?:(?:1[89]|20|21)\d\d年?|\d\d年)|(?:今|本|去|大前|前|明|后|当|那|同)年"
MONTH = r"\d{1,2}月|(?:上+|这|下+)个月"
_AND = "[的份,， ]*"
_DAY = r"(?P<d>\d{1,2})(?!\d|[个点天岁次楼层几多来])[号日]?"


def _numbers(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.day(int(match["y"]), int(match["m"]), int(match["d"]))


def _year_month_day(match: re.Match[str], calendar: Calendar) -> date:
    month, day = int(match["m"]), int(match["d"])
    if match["y"]:
        return calendar.day(calendar.year(match["y"]), month, day)
    # A year that could not be read is not the same as no year.
    if match.string[: match.start()].rstrip(" ,，的").endswith("年"):
        raise RefusedError("ambiguous")
    return calendar.latest(month, day)


def _day_of_month(match: re.Match[str], calendar: Calendar) -> date:
    word = match["m"]
    months = -word.count("上") + word.count("下")
    month = calendar.today.replace(day=1) + relativedelta(months=months)
    return calendar.day(month.year, month.month, int(match["d"]))


def _festival(match: re.Match[str], calendar: Calendar) -> date:
    if match["vague"]:
        raise RefusedError("ambiguous")
    try:
        if match["y"]:
            day = day_of(match["name"], calendar.year(match["y"]))
        else:
            day = latest(match["name"], calendar.today)
    except (ValueError, KeyError):
        raise RefusedError("impossible") from None
    if match["nth"]:
        return day + timedelta(days=int(match["nth"]) - 1)
    offset = int(match["days"] or 0)
    return day + timedelta(days=-offset if match["side"] == "前" else offset)


def _ago(match: re.Match[str], calendar: Calendar) -> date:
    count, unit = int(match["n"] or 0), match["unit"]
    half = match["only_half"] or match["half"] or match["half2"]
    if half and unit in ("周", "星期"):
        raise RefusedError("ambiguous")
    if unit in ("天", "日"):
        return calendar.back(days=count)
    if unit in ("周", "星期"):
        return calendar.back(weeks=count)
    if unit == "月":
        return calendar.back(months=count, days=15 if half else 0)
    return calendar.back(years=count, months=6 if half else 0)


def _week(match: re.Match[str], calendar: Calendar) -> date:
    if match["n"]:
        weeks = -int(match["n"])
    elif match["which"] in ("再上", "大上"):
        weeks = -2
    else:
        weeks = -match["which"].count("上") + match["which"].count("下")
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    try:
        return monday + timedelta(weeks=weeks, days=_weekday(match))
    except OverflowError:
        raise RefusedError("too_old") from None


def _weekday(match: re.Match[str]) -> int:
    return 6 if match["w"] in "日天7" else int(match["w"]) - 1


def _last_weekday(match: re.Match[str], calendar: Calendar) -> date:
    _alone(match)
    return calendar.today - timedelta(days=(calendar.today.weekday() - _weekday(match)) % 7)


def _day_word(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.today + timedelta(days=_DAY_WORDS[match[0]])


def _bare_day(match: re.Match[str], calendar: Calendar) -> date:
    _alone(match)
    if calendar.kind == "birth":
        raise RefusedError("ambiguous")
    number = int(match["d"])
    if not 1 <= number <= 31:
        raise RefusedError("impossible")
    # relativedelta cuts 31 to the month's last day; such a month has no day of that number.
    candidates = (
        calendar.today - relativedelta(months=n) + relativedelta(day=number) for n in (0, 1, 2)
    )
    return next(d for d in candidates if d.day == number and d <= calendar.today)


def _alone(match: re.Match[str]) -> None:
    """Refuse a bare day or weekday among words that may change it (每周三, 八号楼, misheard ones)."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if not _BEFORE.search(before) or _AFTER.match(after):
        raise RefusedError("ambiguous")


_BEFORE = re.compile("(?:^|[,，。、. 是在于就我他她的了从当嗯呃啊哦吧记得应该大概])$")
_AFTER = re.compile("[楼线院室床桌店门机仓厂栋车码路弄口坑井岗]")
_DAY_WORDS = {
    **{"今天": 0, "刚才": 0, "刚刚": 0, "昨天": -1, "前天": -2, "大前天": -3, "大大前天": -4},
    **{"明天": 1, "后天": 2, "大后天": 3},
}


def _refused(reason: str) -> Meaning:
    def refuse(match: re.Match[str], calendar: Calendar) -> date:
        raise RefusedError(reason)

    return refuse


_WEEK = "星期(?P<w>[1-7日天])"
# Order matters: what a form has taken is not seen by the later ones.
_FORMS: list[tuple[re.Pattern[str], Meaning]] = [
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"(?<!\d)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)", _numbers),
        (r"(?<!\d)\d{6}(?!\d|月|年)", _refused("ambiguous")),
        (rf"(?P<y>{YEAR})?{_AND}(?<!\d)(?P<m>\d{{1,2}})月{_AND}{_DAY}", _year_month_day),
        (rf"(?P<m>(?:上+|这|下+)个月){_AND}(?P<d>\d{{1,2}})[号日]", _day_of_month),
        (
            r"(?<!\d)(?P<y>\d{4})[-/., ，、]+(?P<m>\d{1,2})[-/., ，、]+(?P<d>\d{1,2})(?!\d)[号日]?",
            _numbers,
        ),
        (
            rf"(?P<y>{YEAR})?{_AND}(?P<name>{MARKS})(?P<vague>期间|前后|左右|假期|放假|长假)?"
            r"(?:的?第(?P<nth>\d{1,2})天|(?P<side>[前后])的?(?P<days>\d{1,2})天)?",
            _festival,
        ),
        (rf"(?P<n>\d+)个?(?:星期|周)(?:以|之)?前的?{_WEEK}", _week),
        (
            r"(?:(?P<n>\d+)个?(?P<half>半)?|(?P<only_half>半))个?"
            r"(?P<unit>天|日|星期|周|月|年)(?P<half2>半)?(?:以|之)?前",
            _ago,
        ),
        (rf"(?P<n>)(?P<which>上+1?|这1?|本|下+1?|再上|大上)个?(?:(?:周|星期)的?)?{_WEEK}", _week),
        ("|".join(sorted(_DAY_WORDS, key=len, reverse=True)), _day_word),
        (r"(?<!\d)(?P<d>\d{1,2})[号日]", _bare_day),
    )
]
_FUTURE = re.compile("下+个?(?:星期|月|周)|明年|后年|以后|将来")
_VAGUE = re.compile(
    r"\d月|\d年|\d[-/.]\d|[来多]个?[天月年周]|[今去前那当同]年|[上这]+1?个?(?:月|星期|周|礼拜)|月[初底末]|年[初底]|[几多][天个年周号日]|"
    rf"前\d天|最近|前[阵段些]|那[天阵]|星期末|周末|[上中下]旬|半年|(?<!\d)(?:19|20)\d\d(?!\d)|{MARKS}"
)


@dataclass
class Found:
    """What a text says of days."""

    days: set[date] = field(default_factory=set)
    reason: str = ""
    """Why something in it that looks like a day is none; '' when nothing does."""


def found_in(text: str, calendar: Calendar) -> Found:
    """All days named in a spelled text."""
    found = Found()
    for pattern, meaning in _FORMS:
        for match in pattern.finditer(text):
            _add(found, match, meaning, calendar)
        text = pattern.sub("，", text)
    for match in re.finditer(_WEEK, text):
        _add_weekday(found, match, calendar)
    # Vague words beside a clear day (前几天，就是上周三) do not matter.
    if not found.days and not found.reason:
        found.reason = "future" if _FUTURE.search(text) else ""
        found.reason = found.reason or ("ambiguous" if _VAGUE.search(text) else "")
    return found


def _add(found: Found, match: re.Match[str], meaning: Meaning, calendar: Calendar) -> None:
    try:
        found.days.add(meaning(match, calendar))
    except RefusedError as refused:
        found.reason = found.reason or str(refused)
    except OverflowError:
        found.reason = found.reason or "impossible"


def _add_weekday(found: Found, match: re.Match[str], calendar: Calendar) -> None:
    """A bare weekday: beside a day it must agree (三月五号，星期四); alone it is the last such day."""
    if not found.days:
        _add(found, match, _last_weekday, calendar)
    elif any(day.weekday() != _weekday(match) for day in found.days):
        found.reason = found.reason or "ambiguous"
