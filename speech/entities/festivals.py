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


def _new_years_eve(year: int) -> date:
    return LunarDate(year, 1, 1).to_solar_date() - timedelta(days=1)


_END = "(?=$|[,，。 、]|那|当|的|节|假|早|上午|下午|晚|前|后|长|放|第|我|他|她)"
_START = r"(?<![\d零一二三四五六七八九十两幺月第])"
_FESTIVALS: list[tuple[str, Reckoning]] = [
    ("元旦节?", _solar(1, 1)),
    ("情人节", _solar(2, 14)),
    (f"妇女节|{_START}三八(?:妇女)?节", _solar(3, 8)),
    (f"(?:五一)?劳动节|{_START}五一{_END}节?", _solar(5, 1)),
    ("青年节|五四青年节", _solar(5, 4)),
    (f"(?:六一)?儿童节|{_START}六一{_END}节?", _solar(6, 1)),
    (f"建党节|{_START}七一{_END}", _solar(7, 1)),
    (f"建军节|{_START}八一{_END}", _solar(8, 1)),
    ("教师节", _solar(9, 10)),
    ("双十一", _solar(11, 11)),
    ("双十二", _solar(12, 12)),
    (f"(?:十一)?国庆节?|{_START}十一{_END}节?", _solar(10, 1)),
    ("平安夜", _solar(12, 24)),
    ("圣诞节?", _solar(12, 25)),
    ("除夕夜?|大?年三十|大年夜", _new_years_eve),
    ("春节|大?年初一|农历新年", _lunar(1, 1)),
    ("元宵节?|正月十五", _lunar(1, 15)),
    ("清明节?", _term("清明")),
    ("端午节?|端阳节?", _lunar(5, 5)),
    ("七夕节?", _lunar(7, 7)),
    ("中秋节?|八月半", _lunar(8, 15)),
    ("重阳节?", _lunar(9, 9)),
    ("冬至", _term("冬至")),
]
# One private-use character per festival keeps the numerals in the names out of the dates' way.
_FIRST_MARK = 0xE000
MARKS = f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + len(_FESTIVALS) - 1)}]"
"""Matches what `mark` puts in place of a name."""


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
