"""The object that `hotline parse` prints."""

import json

import pytest

from speech.entities.command import parse_cli
from tests.support.tables import TODAY, rows


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
