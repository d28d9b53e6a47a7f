"""Callers on lines of ours while all lines are busy."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from ivr.storage.store import JournalError
from ivr.telephony import waiting_room
from ivr.telephony.line import LineClosedError
from ivr.telephony.waiting_room import WaitingRoom
from models.call import Callback, CallOutcome, Door
from tests.support.hotlines import CALLER, RunningHotline
from tests.support.sip import SipHotline
from tests.support.swift_line import LineTime, SwiftLine

CLOCK = LineTime()


@pytest.fixture(autouse=True)
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_room, "time", CLOCK)
    monkeypatch.setattr(waiting_room, "WAIT_SECONDS", 0.05)


def caller(sid: str, keys: str = "", **options: bool) -> SwiftLine:
    return SwiftLine(sid, keys, clock=CLOCK, **options)


class Room:
    """A waiting room of a hotline, and what was said in it."""

    def __init__(self, hotline: RunningHotline, is_crowded: Callable[[], bool], **options) -> None:
        self.said: list[str] = []
        self.room = WaitingRoom(
            hotline.services.store,
            speak=self._speak,
            is_crowded=is_crowded,
            time_is_up=lambda: False,
            **options,
        )

    def _speak(self, prompt: str):
        self.said.append(prompt)
        yield b"\xff" * 160


@pytest.fixture
def hotline(keypad_hotline: RunningHotline, sid: str) -> RunningHotline:
    keypad_hotline.services.calls.announce(sid, CALLER, "12351", Door.SIP)
    return keypad_hotline


def promised(hotline: RunningHotline, sid: str) -> list[tuple[str, str]]:
    with hotline.services.sessions() as session:
        found = session.scalars(select(Callback).where(Callback.call_sid == sid))
        return [(promise.phone, promise.reason) for promise in found]


def always() -> bool:
    return True


def until_asked(times: int) -> Callable[[], bool]:
    """Crowded so often, then no more."""
    answers = iter([True] * times)
    return lambda: next(answers, False)


def test_who_finds_a_line_does_not_wait(hotline, sid):
    here = Room(hotline, lambda: False)
    assert here.room.wait(caller(sid), CALLER) is None
    assert here.said == []


def test_a_call_back_is_promised_to_who_wants_one(hotline, sid):
    here = Room(hotline, always)
    outcome = here.room.wait(caller(sid, "1", stays=True), CALLER)
    assert outcome is CallOutcome.MESSAGE_LEFT
    assert here.said == ["crowd.offer", "crowd.saved"]
    assert promised(hotline, sid) == [(CALLER, "crowded")]


def test_who_hangs_up_before_the_last_word_is_rung_all_the_same(hotline, sid):
    assert Room(hotline, always).room.wait(caller(sid, "1"), CALLER) is CallOutcome.MESSAGE_LEFT
    assert len(promised(hotline, sid)) == 1


def test_who_shows_no_number_is_asked_for_one(hotline, sid):
    here = Room(hotline, always)
    here.room.wait(caller(sid, "113800001234", stays=True), "")
    assert here.said == ["crowd.offer", "crowd.number", "crowd.saved"]
    assert promised(hotline, sid) == [("13800001234", "crowded")]


def test_what_is_no_number_is_no_promise(hotline, sid):
    here = Room(hotline, always)
    with pytest.raises(LineClosedError):
        here.room.wait(caller(sid, "1555#"), "")
    assert here.said == ["crowd.offer", "crowd.number", "crowd.wait"]
    assert promised(hotline, sid) == []


def test_who_waits_is_told_again_and_served_when_there_is_a_line(hotline, sid):
    here = Room(hotline, until_asked(3))
    assert here.room.wait(caller(sid, stays=True), CALLER) is None
    assert here.said == ["crowd.offer", "crowd.wait", "crowd.wait"]


def test_what_cannot_be_kept_is_not_promised(hotline, sid, monkeypatch):
    def fails(*_: object) -> None:
        raise JournalError

    monkeypatch.setattr(waiting_room, "keep_promise", fails)
    here = Room(hotline, always)
    assert here.room.wait(caller(sid, "1", stays=True), CALLER) is CallOutcome.HUNG_UP
    assert here.said == ["crowd.offer", "person.not_saved"]


def test_a_room_that_is_full_takes_nobody_until_somebody_leaves(hotline, sid):
    here = Room(hotline, always, most=1)
    assert here.room.takes_caller()
    with here.room._counted():
        assert not here.room.takes_caller()
    assert here.room.takes_caller()


@pytest.mark.natural_speed
def test_a_caller_over_sip_is_promised_a_call_back_while_all_lines_are_busy(tmp_path):
    hotline = SipHotline(tmp_path, None, keypad_calls=1)
    hotline.services.admission.mark_keypad("another")
    result = hotline.place({"keys": "1", "during_prompt": True}, {"pause": 30.0})
    assert result.ended_by == "server"
    assert promised(hotline, result.call_sid) == [("+8613800000000", "crowded")]
    assert hotline.call(result.call_sid).outcome == "message_left"
    hotline.door.stop()
