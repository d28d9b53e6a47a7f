"""Days as callers say them: moved, blurred, denied, corrected, left open; seen from Tuesday, 2026-11-24."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from speech.entities.dates import Known, parse_date
from speech.tts.text_normalization import read_date, read_number
from tests.support.tables import TODAY, rows


def meaning(text, today=TODAY, **how):
    """The day, or '?' with what to ask for, or the reason why there is none."""
    parsed = parse_date(text, today, **how)
    if parsed.value:
        return str(parsed.value)
    return f"?{parsed.ask}" if parsed.reason == "ambiguous" else parsed.reason


@pytest.mark.parametrize("kind", ["past", "any"])
@pytest.mark.parametrize(("text", "meant"), rows("dates_said"))
def test_labelled_sentences(text, meant, kind):
    assert meaning(text, kind=kind) == meant


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("昨天还是前天", ["2026-11-22", "2026-11-23"]),
        ("不是昨天就是前天", ["2026-11-22", "2026-11-23"]),
        ("昨天不是前天", ["2026-11-22", "2026-11-23"]),
        ("大概上周三", ["2026-11-18"]),
        ("上周末", ["2026-11-21", "2026-11-22"]),
        ("八月十五", ["2026-08-15", "2026-09-25"]),
        ("去年腊月二十三", ["2025-01-22", "2026-02-10"]),
        ("农历二零二五年六月初五", ["2025-06-29", "2025-07-29"]),
        ("去年的事情，三月五号摔的", ["2025-03-05", "2026-03-05"]),
        ("国庆节前夕", ["2026-09-30"]),
        ("上周五隔天", ["2026-11-21", "2026-11-22"]),
        ("昨天，不对，我想想", ["2026-11-23"]),
        ("三月五号以后", []),
        ("一两个月前", []),
        # One of the two lies ahead: the other is offered, not taken.
        ("大概昨天，要么明天", ["2026-11-23"]),
    ],
)
def test_an_ambiguous_day_names_the_days_that_may_be_meant(text, candidates):
    assert [str(day) for day in parse_date(text, TODAY).candidates] == candidates


@pytest.mark.parametrize(
    ("first", "known", "then", "meant"),
    [
        ("我是去年十月查出来的，现在还能不能报", Known(2025, 10), "十月六号", "2025-10-06"),
        ("我爱人去年九月里生病走的", Known(2025, 9), "九月二十号", "2025-09-20"),
        ("我前年十二月确诊的", Known(2024, 12), "十二月八号", "2024-12-08"),
        ("去年十月份", Known(2025, 10), "六号", "2025-10-06"),
        ("去年摔的", Known(2025), "三月五号", "2025-03-05"),
        ("前年的事情", Known(2024), "国庆节的前一天", "2024-09-30"),
        ("去年摔的", Known(2025), "农历八月初三", "2025-09-24"),
        ("上个月", Known(2026, 10), "二十号", "2026-10-20"),
        ("三月份", Known(None, 3), "五号", "2026-03-05"),
        ("去年摔的", Known(2025), "五号", "?month"),
        ("去年十月", Known(2025, 10), "六号左右", "?day"),
        # What was said first binds, unless the answer names its own year.
        ("去年十月", Known(2025, 10), "前年十月六号", "2024-10-06"),
        ("去年十月", Known(2025, 10), "九月六号", "?which"),
        ("去年十月", Known(2025, 10), "昨天", "?confirm"),
        ("去年二月", Known(2025, 2), "三十号", "impossible"),
    ],
)
def test_the_year_and_month_said_first_bind_the_day_said_next(first, known, then, meant):
    assert parse_date(first, TODAY).known == known
    assert meaning(then, known=known) == meant


@pytest.mark.parametrize(
    ("text", "today", "meant"),
    [
        ("去年今天", date(2024, 2, 29), "impossible"),
        ("上个月的今天", date(2026, 3, 31), "impossible"),
        ("上个月的昨天", date(2026, 12, 1), "2026-10-30"),
        ("去年昨天", date(2026, 1, 1), "2024-12-31"),
        ("昨天", date(2026, 1, 1), "2025-12-31"),
        ("国庆节的前一天", date(2026, 10, 1), "2026-09-30"),
        ("元旦的前一天", date(2026, 1, 1), "2025-12-31"),
        ("三月一号的前一天", date(2024, 3, 1), "2024-02-29"),
        ("上上个月最后一天", date(2026, 4, 30), "2026-02-28"),
        ("这个月最后一天", date(2026, 4, 30), "2026-04-30"),
        ("腊月二十三", date(2026, 2, 10), "2026-02-10"),
        ("腊月二十三", date(2026, 2, 9), "2025-01-22"),
        ("年三十", date(2026, 2, 15), "2025-01-28"),
        ("上周三，不对，周四", date(2026, 11, 27), "2026-11-19"),
        ("上周摔的，周三", date(2026, 11, 27), "?which"),
        ("今年十二月八号", date(2026, 11, 24), "future"),
        ("一个月零三天前", date(2026, 3, 31), "2026-02-25"),
    ],
)
def test_ends_of_months_and_years(text, today, meant):
    assert meaning(text, today) == meant


RECENT = st.dates(TODAY - timedelta(days=360), TODAY - timedelta(days=1))
TODAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def spoken(day):
    return f"{read_number(day.month)}月{read_number(day.day)}号"


@settings(deadline=None)
@given(RECENT, st.integers(1, 60))
def test_a_day_is_moved_by_the_days_said_beside_it(day, count):
    number = read_number(count)
    for text in (f"的前{number}天", f"前{number}天", f"的{number}天前", f"往前{number}天"):
        assert parse_date(spoken(day) + text, TODAY).value == day - timedelta(days=count), text
    later = day + timedelta(days=count)
    assume(later <= TODAY)
    for text in (f"的后{number}天", f"{number}天后", f"的{number}天以后", f"过了{number}天"):
        assert parse_date(spoken(day) + text, TODAY).value == later, text


@settings(deadline=None)
@given(RECENT)
def test_the_second_day_is_the_next(day):
    for text in ("的第二天", "第二天", "次日", "的后一天"):
        assert parse_date(spoken(day) + text, TODAY).value == day + timedelta(days=1)
    assert parse_date(f"{spoken(day)}的第二天的前一天", TODAY).value == day


@settings(deadline=None)
@given(TODAYS, st.integers(1, 9), st.integers(1, 11), st.integers(1, 6), st.integers(1, 29))
def test_spans_are_added_up(today, years, months, weeks, days):
    y, m, w, d = (read_number(count) for count in (years, months, weeks, days))
    for text, span in (
        (f"{y}年零{m}个月前", relativedelta(years=years, months=months)),
        (f"{m}个月零{d}天前", relativedelta(months=months, days=days)),
        (f"{w}周零{d}天之前", relativedelta(weeks=weeks, days=days)),
        (f"{w}个礼拜又{d}天以前", relativedelta(weeks=weeks, days=days)),
        (f"{y}年{m}个月零{d}天前", relativedelta(years=years, months=months, days=days)),
        (f"{m}个半月前", relativedelta(months=months, days=15)),
        (f"{y}年半前", relativedelta(years=years, months=6)),
    ):
        assert parse_date(text, today).value == today - span, text


@settings(deadline=None)
@given(TODAYS, st.sampled_from([("今天", 0), ("昨天", 1), ("前天", 2)]))
def test_the_same_day_of_another_year_month_or_week(today, word):
    name, back = word
    day = today - timedelta(days=back)
    for text, span in (
        (f"去年{name}", relativedelta(years=1)),
        (f"前年的{name}", relativedelta(years=2)),
        (f"上个月的{name}", relativedelta(months=1)),
        (f"上周{name}", relativedelta(weeks=1)),
        (f"两个星期前的{name}", relativedelta(weeks=2)),
    ):
        there = day - span
        exact = there.day == day.day or span.days
        assert parse_date(text, today).value == (there if exact else None), text


@settings(deadline=None)
@given(
    RECENT,
    st.sampled_from(
        [
            "以后",
            "之后",
            "以前",
            "之前",
            "左右",
            "前后",
            "以来",
            "前",
            "后",
            "那几天",
            "那一周",
            "前几天",
            "后几天",
            "过后",
            "前夕",
        ]
    ),
)
def test_a_limit_is_never_a_day(day, limit):
    parsed = parse_date(f"{spoken(day)}{limit}", TODAY)
    assert (parsed.value, parsed.reason) == (None, "ambiguous")


@settings(deadline=None)
@given(
    RECENT,
    st.sampled_from(
        ["大概", "大约", "可能", "好像", "估计", "也许", "差不多", "大概是", "可能是在", "是不是"]
    ),
)
def test_a_day_said_with_doubt_is_offered_not_taken(day, doubt):
    parsed = parse_date(f"{doubt}{spoken(day)}", TODAY)
    assert (parsed.value, parsed.ask, parsed.candidates) == (None, "confirm", (day,))


@settings(deadline=None)
@given(RECENT, RECENT)
@example(date(2026, 10, 1), date(2026, 9, 30))
def test_of_two_days_the_one_not_denied_counts(wrong, right):
    assume(wrong != right)
    no, yes = spoken(wrong), spoken(right)
    for text in (
        f"不是{no}是{yes}",
        f"不是{no}，是{yes}",
        f"{no}，不对，{yes}",
        f"{no}，说错了，是{yes}",
        f"是{yes}，不是{no}",
    ):
        assert parse_date(text, TODAY).value == right, text
    for text in (
        f"{no}还是{yes}",
        f"不是{no}就是{yes}",
        f"{no}到{yes}",
        f"{no}{yes}",
        f"{no}，{yes}",
    ):
        parsed = parse_date(text, TODAY)
        assert (parsed.ask, set(parsed.candidates)) == ("which", {wrong, right}), text
    assert parse_date(f"不是{no}", TODAY).value is None


@settings(deadline=None)
@given(st.integers(0, 8), st.sampled_from(["个月", "天", "周", "个星期", "个礼拜", "年"]))
def test_about_so_many_is_never_a_number(first, unit):
    numbers = "一二三四五六七八九十"
    pair = numbers[first : first + 2] if first < 8 else "三五"
    for text in (f"{pair}{unit}前", f"{pair}{unit}以前", f"{pair}十{unit}前"):
        assert parse_date(text.replace("九十十", "九十"), TODAY).value is None, text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "昨天",
                "前天",
                "三月五号",
                "上周三",
                "国庆节",
                "农历八月初三",
                "初五",
                "闰六月",
                "去年",
                "上个月",
                "五号",
                "星期三",
                "的",
                "，",
                "不是",
                "是",
                "不对",
                "就是",
                "前一天",
                "第二天",
                "以后",
                "左右",
                "大概",
                "还是",
                "到",
                "三天前",
                "半个月",
                "两三",
                "一个月零",
                "今天",
                "大年",
                "年底",
                "最后一天",
                "前",
                "后",
                "那天",
            ]
        ),
        max_size=9,
    ).map("".join),
    TODAYS,
    st.sampled_from(["past", "birth", "any"]),
    st.builds(Known, st.none() | st.integers(1990, 2090), st.none() | st.integers(1, 12)),
)
def test_whoever_is_asked_again_is_asked_for_something(text, today, kind, known):
    parsed = parse_date(text, today, kind=kind, known=known)
    assert (parsed.value is None) == bool(parsed.reason)
    assert parsed.value is None or parsed.value <= today
    assert bool(parsed.ask) == (parsed.reason == "ambiguous")
    assert list(parsed.candidates) == sorted(set(parsed.candidates))
    assert all(day <= today for day in parsed.candidates)
    assert (parsed.ask == "which") == (parsed.reason == "ambiguous" and len(parsed.candidates) > 1)
    assert (parsed.ask == "confirm") == (
        parsed.reason == "ambiguous" and len(parsed.candidates) == 1
    )


@settings(deadline=None)
@given(
    st.dates(date(1945, 1, 1), date(2011, 11, 23)),
    st.sampled_from(["左右", "以前", "前后", "以后"]),
)
def test_a_birth_date_is_no_guess_either(day, limit):
    assert parse_date(f"{read_date(day)}{limit}", TODAY, kind="birth").value is None
    parsed = parse_date(spoken(day), TODAY, kind="birth")
    assert (parsed.value, parsed.ask) == (None, "year")
