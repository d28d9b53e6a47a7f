"""The terms' time limits, at month ends, leap years and turns of the year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content import deadlines
from kb.content.deadlines import TimeLimit, parse_limit
from tests.support.knowledge import shipped

LIMITS = shipped().limits


@pytest.mark.parametrize(
    ("topic", "event", "last_day"),
    [
        (deadlines.CRITICAL_ILLNESS_CLAIM, date(2026, 3, 5), date(2026, 6, 3)),
        (deadlines.CRITICAL_ILLNESS_CLAIM, date(2026, 11, 24), date(2027, 2, 22)),
        (deadlines.ACCIDENT_NOTICE, date(2024, 2, 20), date(2024, 3, 6)),
        (deadlines.ACCIDENT_NOTICE, date(2026, 12, 20), date(2027, 1, 4)),
        (deadlines.DISABILITY_ASSESSMENT, date(2026, 11, 22), date(2027, 5, 21)),
        (deadlines.ILLNESS_DEATH_CLAIM, date(2026, 3, 5), date(2026, 9, 5)),
        (deadlines.ILLNESS_DEATH_CLAIM, date(2026, 8, 31), date(2027, 2, 28)),
        (deadlines.ILLNESS_DEATH_CLAIM, date(2027, 8, 31), date(2028, 2, 29)),
        (deadlines.ILLNESS_DEATH_CLAIM, date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_last_days(topic, event, last_day):
    assert deadlines.last_day(LIMITS, topic, event) == last_day


def test_nothing_is_counted_where_no_limit_is_published():
    assert deadlines.last_day({}, deadlines.ACCIDENT_NOTICE, date(2026, 3, 5)) is None


def test_days_left_counts_the_last_day_as_in_time():
    last_day = LIMITS[deadlines.ACCIDENT_NOTICE].last_day(date(2026, 11, 1))
    assert deadlines.days_left(last_day, date(2026, 11, 1)) == 15
    assert deadlines.days_left(last_day, last_day) == 0
    assert deadlines.days_left(last_day, date(2026, 11, 17)) == -1


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_six_months_never_spill_into_the_seventh(died):
    last_day = TimeLimit(6, "个月").last_day(died)
    assert (last_day.year * 12 + last_day.month) - (died.year * 12 + died.month) == 6
    assert last_day.day == died.day or (last_day + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("days", "pressing"),
    [(4, "in_time"), (3, "nearly_over"), (0, "nearly_over"), (-1, "over"), (-100, "over")],
)
def test_how_pressing_a_deadline_is(days, pressing):
    today = date(2026, 11, 24)
    assert deadlines.urgency(today + timedelta(days=days), today) == pressing


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("90天", TimeLimit(90, "天")),
        ("９０ 天", TimeLimit(90, "天")),
        ("九十天", TimeLimit(90, "天")),
        ("15日", TimeLimit(15, "天")),
        ("6个月", TimeLimit(6, "个月")),
        ("两个月", TimeLimit(2, "个月")),
        ("", None),
        ("0天", None),
        ("90", None),
        ("99999天", None),
        ("999个月", None),
        ("很久", None),
        ("90天左右", None),
    ],
)
def test_how_a_limit_is_written(written, limit):
    assert parse_limit(written) == limit


@given(st.integers(1, 3660), st.sampled_from(["天", "个月"]))
def test_a_limit_is_said_and_written_so_that_it_is_read_back(count, unit):
    limit = TimeLimit(count if unit == "天" else count % 120 + 1, unit)
    assert parse_limit(limit.spoken) == parse_limit(limit.written) == limit
