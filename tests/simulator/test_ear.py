import pytest

from simulator.audio import FRAME_SECONDS, SILENCE, tone
from simulator.ear import Ear
from simulator.events import Log

SOUND = tone(300, FRAME_SECONDS)


@pytest.fixture
def ear() -> Ear:
    return Ear(Log())


def listen(ear: Ear, begin: float, end: float, frame: bytes) -> None:
    for number in range(round((end - begin) / FRAME_SECONDS)):
        ear.hear(frame, begin + number * FRAME_SECONDS)


def test_a_reply_is_timed_from_the_end_of_the_callers_speech(ear):
    listen(ear, 0, 1, SOUND)
    listen(ear, 1, 2, SILENCE)
    ear.caller_begins(2.0)
    ear.caller_ends("hello.wav", 3.0)
    listen(ear, 3.0, 3.8, SILENCE)
    listen(ear, 3.8, 4.0, SOUND)
    assert ear.latencies == [{"act": "hello.wav", "seconds": 0.8, "at": 3.8}]
    assert ear.barge_ins == []


def test_the_prompt_that_goes_on_is_no_reply(ear):
    listen(ear, 0, 1, SOUND)
    ear.caller_begins(1.0)
    ear.caller_ends("1", 1.02)
    listen(ear, 1.02, 1.5, SOUND)
    assert ear.latencies == []
    ear.cleared(1.5)
    listen(ear, 1.52, 1.7, SILENCE)
    listen(ear, 1.7, 1.8, SOUND)
    assert [(x["act"], x["seconds"]) for x in ear.latencies] == [("1", 0.68)]
    assert [(x["how"], x["seconds"]) for x in ear.barge_ins] == [("clear", 0.5)]


def test_an_interrupted_prompt_that_just_ends_has_stopped(ear):
    listen(ear, 0, 1, SOUND)
    ear.caller_begins(1.0)
    listen(ear, 1.0, 1.2, SOUND)
    listen(ear, 1.2, 2.0, SILENCE)
    assert [x["how"] for x in ear.barge_ins] == ["stopped"]
    assert ear.barge_ins[0]["seconds"] == pytest.approx(0.18)


def test_finished_needs_speech_since_the_last_act_and_silence(ear):
    assert not ear.finished(5.0, 1.0)
    listen(ear, 5.0, 6.0, SOUND)
    listen(ear, 6.0, 6.5, SILENCE)
    assert not ear.finished(6.5, 1.0)
    ear.more_to_come = True
    assert not ear.finished(7.5, 1.0)
    ear.more_to_come = False
    assert ear.finished(7.5, 1.0)
    ear.caller_ends("1", 7.6)
    assert not ear.finished(9.0, 1.0)
