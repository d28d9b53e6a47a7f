"""Days that callers name by a festival: 国庆节那天, 去年春节.

Festivals of the lunar calendar and solar terms are reckoned by borax (1900 to 2100).
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils

Reckoning = Callable[[int], date]
"""From a year of the common calendar to the day. Raises `ValueError` outside the tables."""


def _solar(month: int, day: int) -> Reckoning:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Reckoning:
    return lambda year: LunarDate(year, month, day).to_solar_date()


def _term(name: str) -> Reckoning:
    return lambda year: TermUtils.day_start_from_term(year, name)


def _weekday(month: int, nth: int, weekday: int) -> Reckoning:
    """The `nth` such weekday (Monday is 0) of a month."""

    def reckon(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))

    return reckon


def _new_years_eve(year: int) -> date:
    return LunarDate(year, 1, 1).to_solar_date() - timedelta(days=1)


_END = "(?=$|[,，。 、]|那|当|的|节|假|早|上午|下午|晚|前|后|长|放|第|过|左|次|隔|以|之|期|到|我|他|她)"
_START = r"(?<![\d零一二三四五六七八九十两幺月第双])"
_NEW_YEAR = "(?:大年|(?<![今去前明后])年)"
# Days off of several days come first: 国庆节后两天 may be counted from their end.
_DAYS_OFF: list[tuple[str, Reckoning]] = [
    ("元旦节?", _solar(1, 1)),
    (f"(?:五一)?劳动节|{_START}五一{_END}节?", _solar(5, 1)),
    (f"(?:十一)?国庆节?|{_START}十一{_END}节?", _solar(10, 1)),
    ("除夕夜?|大?年三十|大年夜", _new_years_eve),
    (f"春节|{_NEW_YEAR}初一|农历新年|正月初一", _lunar(1, 1)),
    ("清明节?", _term("清明")),
    ("端午节?|端阳节?", _lunar(5, 5)),
    ("中秋节?|八月半", _lunar(8, 15)),
]
_FESTIVALS: list[tuple[str, Reckoning]] = [
    *_DAYS_OFF,
    ("情人节", _solar(2, 14)),
    (f"妇女节|{_START}三八(?:妇女)?节", _solar(3, 8)),
    ("植树节", _solar(3, 12)),
    ("消费者权益日", _solar(3, 15)),
    ("愚人节", _solar(4, 1)),
    (f"五四青年节|青年节|{_START}五四{_END}", _solar(5, 4)),
    ("护士节", _solar(5, 12)),
    ("母亲节", _weekday(5, 2, 6)),
    (f"(?:六一)?儿童节|{_START}六一{_END}节?", _solar(6, 1)),
    ("父亲节", _weekday(6, 3, 6)),
    (f"建党节|{_START}七一{_END}", _solar(7, 1)),
    (f"(?:八一)?建军节|{_START}八一{_END}", _solar(8, 1)),
    ("教师节", _solar(9, 10)),
    ("记者节", _solar(11, 8)),
    ("双十一|光棍节", _solar(11, 11)),
    ("万圣节(?!前)", _solar(10, 31)),
    ("感恩节", _weekday(11, 4, 3)),
    ("双十二", _solar(12, 12)),
    ("平安夜|圣诞节?前夜", _solar(12, 24)),
    ("圣诞节?", _solar(12, 25)),
    ("元宵节?|上元节|正月(?:十五|半(?![个月年天]))", _lunar(1, 15)),
    ("龙抬头", _lunar(2, 2)),
    ("七夕节?", _lunar(7, 7)),
    ("中元节|七月半", _lunar(7, 15)),
    ("重阳节?", _lunar(9, 9)),
    *(
        (f"{name}(?:节气|{_END})", _term(name))
        for name in [
            "立春",
            "惊蛰",
            "春分",
            "谷雨",
            "立夏",
            "芒种",
            "夏至",
            "小暑",
            "大暑",
            "立秋",
            "处暑",
            "白露",
            "秋分",
            "寒露",
            "霜降",
            "立冬",
        ]
    ),
    ("冬至", _term("冬至")),
    # Weather words elsewhere.
    *((f"{name}节气", _term(name)) for name in ["雨水", "小满", "小雪", "大雪", "小寒", "大寒"]),
]
# One private-use character per festival keeps the numerals in the names out of the dates' way.
_FIRST_MARK = 0xE000
MARKS = f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + len(_FESTIVALS) - 1)}]"
"""Matches what `mark` puts in place of a name."""
DAYS_OFF = f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + len(_DAYS_OFF) - 1)}]"
"""Matches the mark of a festival with days off."""


def mark(text: str) -> str:
    """Replace every festival's name by its mark."""
    text = re.sub("[\ue000-\uf8ff]", "", text)
    for place, (names, _) in enumerate(_FESTIVALS):
        text = re.sub(names, chr(_FIRST_MARK + place), text)
    return text


def day_of(sign: str, year: int) -> date:
    """The day of a marked festival in `year`. Raises `ValueError` outside the tables."""
    return _FESTIVALS[ord(sign) - _FIRST_MARK][1](year)


def latest(sign: str, today: date) -> date:
    """The last time the festival fell on a day up to `today`."""
    day = day_of(sign, today.year)
    return day if day <= today else day_of(sign, today.year - 1)
