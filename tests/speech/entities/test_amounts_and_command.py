"""Amounts of money, and the object that `hotline parse` prints."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.entities.command import parse_cli
from speech.entities.numerals import parse_amount
from speech.tts.text_normalization import read_amount
from tests.support.tables import TODAY, rows


@pytest.mark.parametrize(
    ("text", "amount"), [(t, v) for kind, t, v in rows("phrasings") if kind == "amount"]
)
def test_amounts(text, amount):
    assert parse_amount(text) == (Decimal(amount) if amount else None)


@given(st.integers(1, 99_999_999))
def test_any_amount_read_aloud_comes_back(amount):
    assert parse_amount(read_amount(amount)) == amount


@given(st.text() | st.text("零一二三十百千万亿点元块角.,0123456789"))
def test_any_text_gives_an_amount_or_none(text):
    amount = parse_amount(text)
    assert amount is None or amount >= 0


@pytest.mark.parametrize(
    ("kind", "table"), [("digits", "numbers"), ("date", "dates"), ("date", "birthdates")]
)
def test_command_is_right_on_every_table(kind, table):
    for text, value in rows(table):
        result = parse_cli(kind, text, TODAY)
        assert json.loads(json.dumps(result)) == result
        assert (result["kind"], result["text"], result["value"]) == (kind, text, value)


def test_command_says_why_there_is_no_value():
    assert parse_cli("digits", "零七八", TODAY)["why"] == "too_few"
    assert parse_cli("date", "明天", TODAY)["reason"] == "future"
    assert parse_cli("date", "昨天还是前天", TODAY)["candidates"] == ["2026-11-22", "2026-11-23"]
    assert parse_cli("date", "去年三月", TODAY)["ask"] == "day"
    assert parse_cli("yesno", "不对，是七八", TODAY)["value"] is False


def test_command_refuses_other_kinds():
    with pytest.raises(ValueError, match="digits, date, yesno"):
        parse_cli("colour", "红", TODAY)
