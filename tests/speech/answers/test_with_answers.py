"""Ears for short answers beside a main engine, behind the protocol of any recogniser."""

from concurrent.futures import Future

import pytest

from speech.answers.head import Likely
from speech.answers.kinds import Kind
from speech.answers.with_answers import HINTS, WithAnswers
from speech.asr.futures import done
from speech.asr.recognizer import EarlyStream, Expectation, Hint, Transcript, transcribe

SECOND = bytes(16000)


class Main:
    """Stands for any engine: it always writes the same, and notes what it is told."""

    name = "main"

    def __init__(self, text: str, confidence: float = 0.8) -> None:
        self.result = Transcript(text, confidence, "main", 1.0, 0.5)
        self.told: list[str] = []

    def open(self, expectation: Expectation) -> "Main":
        self.told.append("open")
        return self

    def feed(self, pcm: bytes) -> str:
        return "说到一半"

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")

    def finish(self) -> "Future[Transcript]":
        return done(self.result)

    def close(self) -> None:
        self.told.append("close")


class Ears:
    """Stands for ears that always hear the same."""

    def __init__(self, likely: Likely) -> None:
        self.likely = likely
        self.told: list[str] = []

    def open(self) -> "Ears":
        self.told.append("open")
        return self

    def feed(self, pcm: bytes) -> None:
        self.told.append("feed")

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")

    def finish(self) -> "Future[Likely]":
        return done(self.likely)


def likely(kind: Kind, sure: float) -> Likely:
    """The rest goes to speech that is no answer."""
    return dict.fromkeys(Kind, 0.0) | {Kind.OTHER: 1 - sure, kind: sure}


def test_an_answer_the_engine_did_not_hear_is_written_by_the_ears():
    recognizer = WithAnswers(Main("", 0.0), Ears(likely(Kind.NO, 0.99)))
    found = transcribe(recognizer, SECOND, Expectation(Hint.YES_NO))
    assert (found.text, found.confidence) == ("不", 0.99)
    assert found.engine == recognizer.name == "main"


@pytest.mark.parametrize("hint", [hint for hint in Hint if hint not in HINTS])
def test_elsewhere_the_engine_is_alone(hint):
    ears = Ears(likely(Kind.NO, 0.99))
    assert transcribe(WithAnswers(Main("大病"), ears), SECOND, Expectation(hint)).text == "大病"
    assert ears.told == []


def test_both_are_told_of_the_pause_and_that_the_caller_goes_on():
    main, ears = Main(""), Ears({})
    stream = WithAnswers(main, ears).open(Expectation(Hint.YES_NO))
    assert isinstance(stream, EarlyStream)
    stream.pause()
    stream.resume()
    stream.close()
    assert main.told == ["open", "pause", "resume", "close"]
    assert ears.told == ["open", "pause", "resume"]


def test_what_the_engine_has_so_far_is_shown():
    stream = WithAnswers(Main(""), Ears({})).open(Expectation(Hint.YES_NO))
    assert stream.feed(SECOND) == "说到一半"


def test_what_is_too_long_for_the_ears_is_the_engines_alone():
    recognizer = WithAnswers(Main("我想问一下材料"), Ears({}))
    found = transcribe(recognizer, SECOND, Expectation(Hint.YES_NO))
    assert (found.text, found.confidence) == ("我想问一下材料", 0.8)
