"""What an office may choose, and what it may not."""

import pytest

from ivr.config.changeable import changeable, written
from ivr.config.settings import Settings


def kinds(**settings: object):
    return changeable(Settings(check_signatures=False, **settings))


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("operators", "021 6321 1234", "+862163211234"),
        ("operators", "１３８００００１２３４", "+8613800001234"),
        ("operators", " ", ""),
        ("operator_seconds", " 45 ", 45),
        ("operator_seconds", "４５", 45),
        ("console_hours", "8", 8),
        ("second_approver", "on", True),
    ],
)
def test_what_people_type_is_read_and_kept_in_one_form(name, given, value):
    kind = kinds()[name]
    assert kind.read(given) == value
    assert kind.read(written(value)) == value


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("operators", "+1 900 555 0100"),
        ("operators", "12"),
        ("operators", "8001"),
        ("operators", "找小王"),
        ("operator_seconds", "4"),
        ("operator_seconds", "121"),
        ("operator_seconds", "三十"),
        ("console_idle_minutes", ""),
        ("console_hours", "1.5"),
        ("second_approver", "1"),
    ],
)
def test_what_would_do_harm_is_refused(name, given):
    with pytest.raises(ValueError):  # noqa: PT011 - which it is does not matter
        kinds()[name].read(given)


def test_an_exchange_of_the_house_has_short_numbers():
    assert kinds(sip_port=5060)["operators"].read("8001") == "8001"


def test_a_second_approver_the_environment_asks_for_stays():
    assert "second_approver" not in kinds(second_approver=True)
    assert "second_approver" in kinds()
