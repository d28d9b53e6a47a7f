"""Who calls: by SIP, without a number, or with one that is written otherwise."""

import pytest

from models.call import Callback
from models.caller_number import WITHHELD
from tests.support.houses import House12351

LONG = "sip:12351@" + "shanghai-union-" * 9 + ".sip.twilio.com"
NONE = (
    "anonymous",
    "restricted",
    "unavailable",
    "sip:2001@10.0.0.1",
    *(f"+{c}" for c in sorted(WITHHELD)),
)


@pytest.mark.parametrize("caller", ["", *NONE])
def test_who_shows_no_number_is_never_offered_a_call_there(keypad_house: House12351, sid, caller):
    keypad_house.post("/voice/incoming", sid, From=caller)
    heard = keypad_house.post("/voice/keypad?turn=0", sid, Digits="0", From=caller).text
    assert "尾号" not in heard
    assert keypad_house.call(sid).caller == ""
    assert keypad_house.call(sid).caller_key == ""


def test_the_digits_of_an_address_are_not_the_callers(keypad_house: House12351, sid):
    keypad_house.post("/voice/incoming", sid, From="sip:13800001234@203.0.113.9")
    assert keypad_house.call(sid).caller == "+8613800001234"


def test_all_lines_busy_and_no_number_shown(keypad_house: House12351, sid):
    keypad_house.post("/voice/incoming", sid, From="anonymous")
    heard = keypad_house.services.overflow.wants_call_back(keypad_house.services.calls.get(sid))
    assert "number=1" in heard
    with keypad_house.services.sessions() as session:
        assert session.get(Callback, sid) is None


def test_a_long_address_is_kept_whole(keypad_house: House12351, sid):
    keypad_house.post("/voice/incoming", sid, To=LONG)
    assert keypad_house.call(sid).called == LONG
