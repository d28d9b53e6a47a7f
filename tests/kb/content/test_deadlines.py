"""The terms' time limits, at month ends, leap years and turns of the year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content import deadlines


@pytest.mark.parametrize(
    ("limit", "event", "last_day"),
    [
        (deadlines.critical_illness_claim, date(2026, 3, 5), date(2026, 6, 3)),
        (deadlines.critical_illness_claim, date(2026, 11, 24), date(2027, 2, 22)),
        (deadlines.accident_notice, date(2024, 2, 20), date(2024, 3, 6)),
        (deadlines.accident_notice, date(2026, 12, 20), date(2027, 1, 4)),
        (deadlines.disability_assessment, date(2026, 11, 22), date(2027, 5, 21)),
        (deadlines.illness_death_claim, date(2026, 3, 5), date(2026, 9, 5)),
        (deadlines.illness_death_claim, date(2026, 8, 31), date(2027, 2, 28)),
        (deadlines.illness_death_claim, date(2027, 8, 31), date(2028, 2, 29)),
        (deadlines.illness_death_claim, date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_last_days(limit, event, last_day):
    assert limit(event) == last_day


def test_days_left_counts_the_last_day_as_in_time():
    last_day = deadlines.accident_notice(date(2026, 11, 1))
    assert deadlines.days_left(last_day, date(2026, 11, 1)) == 15
    assert deadlines.days_left(last_day, last_day) == 0
    assert deadlines.days_left(last_day, date(2026, 11, 17)) == -1


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_six_months_never_spill_into_the_seventh(died):
    last_day = deadlines.illness_death_claim(died)
    assert (last_day.year * 12 + last_day.month) - (died.year * 12 + died.month) == 6
    assert last_day.day == died.day or (last_day + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("days", "pressing"),
    [(4, "in_time"), (3, "nearly_over"), (0, "nearly_over"), (-1, "over"), (-100, "over")],
)
def test_how_pressing_a_deadline_is(days, pressing):
    today = date(2026, 11, 24)
    assert deadlines.urgency(today + timedelta(days=days), today) == pressing
