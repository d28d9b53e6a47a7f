"""Days in callers' words, seen from Tuesday, 2026-11-24."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.entities.dates import parse_date
from speech.tts.text_normalization import read_date, read_number
from tests.support.tables import TODAY, rows


@pytest.mark.parametrize("kind", ["past", "any"])
@pytest.mark.parametrize(("text", "day"), rows("dates"))
def test_labelled_dates(text, day, kind):
    assert str(parse_date(text, TODAY, kind=kind).value) == day


@pytest.mark.parametrize("kind", ["birth", "any"])
@pytest.mark.parametrize(("text", "day"), rows("birthdates"))
def test_labelled_birth_dates(text, day, kind):
    assert str(parse_date(text, TODAY, kind=kind).value) == day


@pytest.mark.parametrize(
    ("text", "day"), [(t, v) for kind, t, v in rows("phrasings") if kind == "date"]
)
def test_other_phrasings(text, day):
    parsed = parse_date(text, TODAY, kind="any")
    assert str(parsed.value or "") == day
    assert bool(parsed.reason) == (not day)


def test_seven_of_the_ten_misheard_dates_come_out_or_are_asked_again():
    table = rows("dates_heard")
    right = [str(parse_date(text, TODAY).value) == day for text, day in table]
    wrong = [
        t for t, day in table if parse_date(t, TODAY).value not in (None, date.fromisoformat(day))
    ]
    assert sum(right) >= 6
    # A year misheard is a good date all the same: only the read-back can tell.
    assert wrong == ["2015年3月5号。"]


@pytest.mark.parametrize(
    ("heard", "day"),
    [
        ("前前下午", "2026-11-22"),
        ("二六年六月十班。", "2026-06-18"),
        ("去年十二也三号", "2025-12-03"),
        ("九月二十久", "2026-09-29"),
    ],
)
def test_words_that_can_only_be_a_misheard_day(heard, day):
    assert str(parse_date(heard, TODAY).value) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "none"),
        ("我不记得了", "none"),
        ("这周五", "future"),
        ("下周一", "future"),
        ("今年十二月一号", "future"),
        ("二月三十号", "impossible"),
        ("十三月一号", "impossible"),
        ("三十二号", "impossible"),
        ("20251305", "impossible"),
        ("九八年五月一号", "too_old"),
        ("二月二十九号", "ambiguous"),
        ("上周", "ambiguous"),
        ("去年三月", "ambiguous"),
        ("两三天前", "ambiguous"),
        ("国庆期间", "ambiguous"),
        ("三月五号或者六号", "ambiguous"),
        ("三月五号住院，三月八号确诊", "ambiguous"),
        ("上周三，十九号", "ambiguous"),
        ("每周三", "ambiguous"),
        ("八号楼", "ambiguous"),
        ("前个礼拜三", "ambiguous"),
        ("昨天不是前天", "ambiguous"),
        ("三月五号星期五", "ambiguous"),
        ("十一月十几号", "ambiguous"),
        ("250305", "ambiguous"),
        ("前天，不对", "none"),
    ],
)
def test_says_why_there_is_no_date(text, reason):
    assert parse_date(text, TODAY) == type(parse_date(text, TODAY))(None, reason)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("零五年三月一号", "2005-03-01"),
        ("五五年五月五号", "1955-05-05"),
        ("19750812", "1975-08-12"),
        ("一九七五，八，十二", "1975-08-12"),
        ("我是七五年八月十二号生的", "1975-08-12"),
        ("二零一一年十一月二十四号", "2011-11-24"),
        ("二零一一年十一月二十五号", "too_young"),
        ("一二年三月一号", "too_young"),
        ("一八九九年三月一号", "too_old"),
        ("三月五号", "ambiguous"),
        ("一九七五年八月", "ambiguous"),
        ("一九七零年二月二十九", "impossible"),
        ("二零三零年一月一号", "future"),
        # Papers show births by either calendar.
        ("农历一九七五年八月初三", "lunar"),
        ("一九七五年三月初五", "lunar"),
        ("腊月二十三", "lunar"),
    ],
)
def test_births(text, result):
    parsed = parse_date(text, TODAY, kind="birth")
    assert (str(parsed.value) if parsed.value else parsed.reason) == result


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天，哦不，前天", "2026-11-22"),
        ("三月五号，不对，六号", "2026-03-06"),
        ("二零二五年三月五号，不对，四月五号", "2025-04-05"),
        ("不是三月五号，是三月六号", "2026-03-06"),
        ("上周三，就是十八号", "2026-11-18"),
        ("前几天吧，应该是上周三", "2026-11-18"),
        ("我今天打电话是想报昨天的事故", "2026-11-23"),
        ("国庆节第三天", "2026-10-03"),
        ("五一前一天", "2026-04-30"),
        ("三月五号，星期四", "2026-03-05"),
    ],
)
def test_corrected_and_explained(text, day):
    assert str(parse_date(text, TODAY).value) == day


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("一个月前", date(2026, 3, 31), "2026-02-28"),
        ("上个月三十一号", date(2026, 1, 5), "2025-12-31"),
        ("三十一号", date(2026, 3, 1), "2026-01-31"),
        ("上周日", date(2026, 11, 22), "2026-11-15"),
        ("星期天", date(2026, 11, 22), "2026-11-22"),
        ("昨天", date(2024, 3, 1), "2024-02-29"),
        ("元旦", date(2026, 1, 1), "2026-01-01"),
        ("春节", date(2026, 1, 1), "2025-01-29"),
    ],
)
def test_month_and_week_ends(text, today, day):
    assert str(parse_date(text, today).value) == day


DAYS = st.dates(date(1945, 1, 1), date(2011, 11, 24))
RECENT = st.dates(TODAY - timedelta(days=364), TODAY)


@given(DAYS)
def test_any_birth_date_in_any_notation_comes_back(day):
    short = read_date(day)[2:]
    ordinal = f"{day.year}年{day.month}月{day.day}号"
    for text in (
        read_date(day),
        short,
        ordinal,
        f"{day:%Y%m%d}",
        day.isoformat(),
        f"我是{short}生的",
    ):
        assert parse_date(text, TODAY, kind="birth").value == day, text


@given(RECENT)
def test_any_day_of_the_last_year_comes_back_without_its_year(day):
    if (day.month, day.day) != (2, 29):
        spoken = f"{read_number(day.month)}月{read_number(day.day)}号"
        assert parse_date(spoken, TODAY).value == day


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(1, 400), st.integers(1, 7))
def test_relative_days_agree_with_the_calendar(today, count, weekday):
    ago = parse_date(f"{count}天前", today).value
    last = parse_date(f"上周{'一二三四五六日'[weekday - 1]}", today).value
    bare = parse_date(f"星期{'一二三四五六天'[weekday - 1]}", today).value
    assert ago == today - timedelta(days=count)
    assert last is not None
    assert last.isocalendar()[1:] == ((today - timedelta(days=7)).isocalendar()[1], weekday)
    assert bare is not None
    assert 0 <= (today - bare).days < 7
    assert bare.isoweekday() == weekday


@given(
    st.text()
    | st.text("零一二三十百年月日号上下个周星期天前今昨去国庆节春不对是，半几0123456789./-"),
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["past", "birth", "any"]),
)
def test_any_text_gives_a_day_up_to_today_or_a_reason(text, today, kind):
    parsed = parse_date(text, today, kind=kind)
    assert (parsed.value is None) == bool(parsed.reason)
    assert parsed.value is None or date(1900, 1, 1) <= parsed.value <= today
