"""An operator is rung: with a number that can be shown, and told so whichever webhook comes first."""

import pytest

from ivr.dialog.acts import Keyed
from tests.support.hotlines import CALLER, RunningHotline

OURS = "+862112351"


@pytest.fixture(scope="module")
def hotline(tmp_path_factory):
    made = RunningHotline(
        tmp_path_factory.mktemp("handed"), None, operators="+862150000000", twilio_number=OURS
    )
    yield made
    made.services.close()


def rung(hotline: RunningHotline, sid: str, caller: str) -> str:
    hotline.post("/voice/incoming", sid, From=caller)
    hotline.services.conversations.open(sid).receive(Keyed("0"))
    return hotline.post("/voice/resume?after=1", sid, From=caller).text


@pytest.mark.parametrize("caller", ["anonymous", "+266696687", "", "sip:13800001234@203.0.113.9"])
def test_who_cannot_be_shown_is_put_through_with_our_number(hotline, sid, caller):
    """Twilio refuses to dial with a caller ID that is no number (warning 13214)."""
    assert f'callerId="{OURS}"' in rung(hotline, sid, caller)


def test_who_shows_a_number_is_shown(hotline, sid):
    assert "callerId" not in rung(hotline, sid, CALLER)


@pytest.mark.parametrize("first", ["status", "dialled"])
def test_the_outcome_is_the_same_whichever_is_told_first(hotline, sid, first):
    rung(hotline, sid, CALLER)
    turn = hotline.services.conversations.open(sid).turn.seq
    told = {
        "status": lambda: hotline.post("/voice/status", sid, CallStatus="completed"),
        "dialled": lambda: hotline.post(
            f"/voice/dialled?turn={turn}", sid, DialCallStatus="completed"
        ),
    }
    told.pop(first)()
    for rest in told.values():
        rest()
    assert hotline.call(sid).outcome == "handed_off"


def test_an_end_told_twice_stays_what_it_was(hotline, sid):
    hotline.post("/voice/incoming", sid)
    hotline.services.calls.ended(sid, "completed")
    hotline.services.calls.ended(sid, "hung_up")
    assert hotline.call(sid).outcome == "completed"
