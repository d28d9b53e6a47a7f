"""Calls on lines of ours from the first word to the last, in virtual lines: what ends them, and how."""

import time
from types import SimpleNamespace

import pytest

from ivr.capacity.admission import Route
from ivr.dialog.acts import Said
from ivr.telephony import converse
from ivr.telephony.conductor import MAX_FAILURES, Conductor, Operators
from ivr.telephony.line import Order
from ivr.telephony.session import StreamSession
from models.call import Door
from tests.support.hotlines import RunningHotline, ScriptedRecognizer
from tests.support.swift_line import SwiftLine

SPEED = 30.0


@pytest.fixture(autouse=True)
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Talk thirty times as fast."""
    began = time.monotonic()
    clock = SimpleNamespace(monotonic=lambda: began + (time.monotonic() - began) * SPEED)
    monkeypatch.setattr(converse, "time", clock)


@pytest.fixture(scope="module")
def speech_hotline(tmp_path_factory: pytest.TempPathFactory) -> RunningHotline:
    """One of its own: what breaks here is said in the others' tests for the first time."""
    return RunningHotline(tmp_path_factory.mktemp("lines"), ScriptedRecognizer(), speech_calls=2)


def conductor(hotline, operators: str = "sip:8001@trunk", time_is_up=lambda: False) -> Conductor:
    here = hotline.services
    return Conductor(
        calls=here.calls,
        conversations=here.conversations,
        streams=here.streams,
        admission=here.admission,
        waiting_room=SimpleNamespace(wait=lambda line, number: None),
        captions=here.captions,
        time_is_up=time_is_up,
        operators=lambda: Operators(operators, 5),
    )


def test_a_caller_who_leaves_has_hung_up(speech_hotline, sid):
    line = SwiftLine(sid, "2")
    conductor(speech_hotline).serve(line)
    call = speech_hotline.call(sid)
    assert (call.outcome, call.door, call.caller) == ("hung_up", "sip", "+8613800001234")
    assert speech_hotline.acts(sid) == ["Keyed"]
    assert line.hung_up
    assert speech_hotline.services.slots.busy == 0


def test_a_caller_handed_over_is_no_longer_ours(speech_hotline, sid):
    line = SwiftLine(sid, "0", stays=True, taken=True)
    conductor(speech_hotline).serve(line)
    assert line.handed_to == ["sip:8001@trunk"]
    assert speech_hotline.acts(sid) == ["Keyed", "Dialled"]
    assert speech_hotline.call(sid).outcome == "handed_off"


@pytest.mark.parametrize(("operators", "asked"), [("sip:8001@trunk", 1), ("", 0)])
def test_a_caller_nobody_takes_is_offered_a_call_back(speech_hotline, sid, operators, asked):
    # One prompt before somebody is rung, and what is said afterwards.
    line = SwiftLine(sid, "0", stays=True, until_heard=2)
    conductor(speech_hotline, operators).serve(line)
    assert len(line.handed_to) == asked
    assert speech_hotline.acts(sid)[:2] == ["Keyed", "Dialled"]
    assert speech_hotline.call(sid).outcome != "handed_off"


def test_a_call_that_breaks_goes_on_and_after_some_breaks_by_keys(speech_hotline, sid, monkeypatch):
    broken: list[bool] = []
    tick = StreamSession.tick

    def breaks(session: StreamSession, now: float) -> list[Order]:
        if not session._by_keys:
            broken.append(True)
            raise ZeroDivisionError
        return tick(session, now)

    monkeypatch.setattr(StreamSession, "tick", breaks)
    conductor(speech_hotline).serve(SwiftLine(sid, "2"))
    assert len(broken) == MAX_FAILURES
    assert speech_hotline.acts(sid) == ["Keyed"]
    assert speech_hotline.services.slots.busy == 0


def test_a_call_that_cannot_be_served_at_all_ends(speech_hotline, sid, monkeypatch):
    def breaks(*_: object) -> list[Order]:
        raise ZeroDivisionError

    monkeypatch.setattr(StreamSession, "tick", breaks)
    line = SwiftLine(sid, stays=True)
    conductor(speech_hotline).serve(line)
    assert line.hung_up
    assert speech_hotline.call(sid).outcome == "hung_up"


def test_a_call_that_is_done_is_completed(speech_hotline, sid):
    here = speech_hotline.services
    here.calls.announce(sid, "", "12351", Door.SIP)
    here.conversations.open(sid).receive(Said("再见"))
    line = SwiftLine(sid, stays=True)
    conductor(speech_hotline).serve(line)
    assert line.hung_up
    assert speech_hotline.call(sid).outcome == "completed"


def test_when_time_is_up_the_call_ends_and_its_log_stays(speech_hotline, sid):
    line = SwiftLine(sid, stays=True)
    conductor(speech_hotline, time_is_up=lambda: True).serve(line)
    assert line.hung_up


def test_without_a_free_line_for_speech_there_are_keys(speech_hotline, sid, monkeypatch):
    monkeypatch.setattr(speech_hotline.services.admission, "route", lambda: Route.KEYPAD)
    conductor(speech_hotline).serve(SwiftLine(sid, "2"))
    assert speech_hotline.call(sid).streams == 0
    assert speech_hotline.acts(sid) == ["Keyed"]
    assert sid not in speech_hotline.services.admission._by_keys
