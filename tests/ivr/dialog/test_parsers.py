"""Answers as a recogniser heard them, several readings of one utterance together."""

from datetime import date

import pytest

from ivr.dialog.acts import Said
from ivr.dialog.parsers import past_date
from ivr.dialog.question import Problem, Value

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("first", "others", "meant"),
    [
        ("前前下午", ("前天上午",), Value("2026-11-22")),
        ("三个月二十号", ("上个月二十号",), Value("2026-10-20")),
        ("二月三十号", ("二月十三号",), Value("2026-02-13")),
        ("大圈的", ("嗯",), None),
        # What the caller may well have said is not passed over for a likelier day.
        ("下周三", ("上周三",), Problem("date.future", {})),
        ("上周", ("上周的",), Problem("date.ambiguous", {})),
    ],
)
def test_a_later_reading_counts_where_the_first_is_no_day(first, others, meant):
    said = Said(first, 0.7, tuple((text, 0.5) for text in others))
    assert past_date(TODAY)(said) == meant
