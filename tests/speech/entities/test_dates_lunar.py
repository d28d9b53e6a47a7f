"""Lunar days and festivals, against another calendar library than the one that reckons them."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lunar_python import Lunar, LunarYear, Solar

from speech.entities.dates import parse_date
from speech.tts.text_normalization import read_number

# The libraries part in 2089 and 2097, where a new moon falls on midnight.
DAYS = st.dates(date(1930, 1, 1), date(2088, 12, 31))
MONTHS = ["正", *"二三四五六七八九十", "十一", "腊"]
LUNAR_FESTIVALS = {
    **{"春节": (1, 1), "元宵节": (1, 15), "端午节": (5, 5), "七夕": (7, 7)},
    **{"中元节": (7, 15), "中秋节": (8, 15), "重阳节": (9, 9)},
}
TERMS = "立春 惊蛰 春分 清明 谷雨 立夏 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 冬至"


def lunar(day):
    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return found.getYear(), found.getMonth(), found.getDay()


def solar(year, month, day):
    found = Lunar.fromYmd(year, month, day).getSolar()
    return date(found.getYear(), found.getMonth(), found.getDay())


def spoken(month, day):
    number = f"初{read_number(day)}" if day <= 10 else read_number(day)
    return f"{'闰' * (month < 0)}{MONTHS[abs(month) - 1]}月{number}"


def twice(year, month):
    return LunarYear.fromYear(year).getLeapMonth() == month


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("农历一九三零年六月三十", date(1930, 7, 25)),
        ("农历二零二五年六月三十", date(2025, 7, 24)),
        ("农历一九八七年六月三十", date(1987, 7, 25)),
        ("农历一九三零年闰六月三十", None),
    ],
)
def test_the_thirtieth_of_a_month_that_comes_twice(text, day):
    assert parse_date(text, date(2088, 12, 31), kind="any").value == day


@settings(deadline=None)
@given(DAYS)
def test_a_lunar_day_with_its_year(day):
    year, month, number = lunar(day)
    # 正月十五 is the festival's name, a year before it the common calendar's: they never part.
    text = (
        f"农历{''.join('零一二三四五六七八九'[int(d)] for d in str(year))}年{spoken(month, number)}"
    )
    parsed = parse_date(text, date(2088, 12, 31), kind="any")
    if twice(year, month):
        assert parsed.value == day or (parsed.ask == "which" and day in parsed.candidates), text
    else:
        assert parsed.value == day, text


@settings(deadline=None)
@given(DAYS, st.integers(0, 353))
def test_a_lunar_day_without_its_year_is_the_last_one(day, ago):
    year, month, number = lunar(day)
    assume(month > 0)
    today = day + timedelta(days=ago)
    assume(not twice(year, month) and not (twice(year + 1, month) or twice(year - 1, month)))
    assume(lunar(today)[0] == year or lunar(today) < (year + 1, month, number))
    # Once the month has begun again its own thirtieth is meant, and there may be none.
    assume(number < 30 or lunar(today)[:2] < (year + 1, month))
    for text in (f"农历{spoken(month, number)}", f"阴历{spoken(month, number)}那天"):
        assert parse_date(text, today).value == day, text


@settings(deadline=None)
@given(DAYS)
def test_a_lunar_day_of_last_year_is_certain_only_where_both_calendars_agree(day):
    year, month, number = lunar(day)
    assume(not twice(year, month))  # the last day of a month that comes twice is asked for anew
    today = date(day.year + 1, 12, 31)
    parsed = parse_date(f"去年农历{spoken(month, number)}", today)
    if month > 0 and (month, number) != (1, 15):
        assert parsed.value == day or day in parsed.candidates
    if parsed.value:
        assert parsed.value.year == today.year - 1 or lunar(parsed.value)[0] == today.year - 1


@settings(deadline=None)
@given(st.integers(1945, 2011), st.integers(1, 12), st.integers(1, 29))
def test_a_lunar_birth_date_is_asked_for_by_the_other_calendar(year, month, number):
    text = f"农历{year}年{month}月{number}"
    parsed = parse_date(text, date(2026, 11, 24), kind="birth")
    assert (parsed.value, parsed.reason) == (None, "lunar")
    assert parsed.candidates == () or solar(year, month, number) in parsed.candidates


@pytest.mark.parametrize("year", range(1990, 2089, 7))
def test_festivals_fall_on_their_days(year):
    today = date(year, 12, 31)
    for name, (month, number) in LUNAR_FESTIVALS.items():
        day = solar(year, month, number)
        assert parse_date(name, today).value == day
        assert parse_date(f"今年{name}", today).value == day
        assert parse_date(f"{name}的前一天", today).value == day - timedelta(days=1)
        assert parse_date(f"{name}那天的第二天", today).value == day + timedelta(days=1)
    assert parse_date("除夕", today).value == solar(year, 1, 1) - timedelta(days=1)


@pytest.mark.parametrize("year", range(1990, 2089, 7))
def test_solar_terms_fall_on_their_days(year):
    table = Lunar.fromYmd(year, 6, 1).getJieQiTable()
    for name in TERMS.split():
        term = table[name]
        day = date(term.getYear(), term.getMonth(), term.getDay())
        if day.year == year:
            assert parse_date(f"{name}那天", date(year, 12, 31)).value == day
