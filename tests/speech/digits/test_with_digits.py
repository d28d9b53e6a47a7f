"""Ears for digits beside a main engine, behind the protocol of any recogniser."""

from collections.abc import Collection
from concurrent.futures import Future

import pytest

from speech.asr.futures import done
from speech.asr.recognizer import EarlyStream, Expectation, Hint, Transcript, transcribe
from speech.digits.digit_fusion_recognizer import WithDigits, certain, joint
from speech.digits.results import DigitsHeard, NumberReading

NUMBER = "0787789328"
SECOND = bytes(16000)


class MainStream:
    """Stands for any engine: it always writes the same."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.fed = 0
        self.finished = self.closed = False

    def feed(self, pcm: bytes) -> str:
        self.fed += len(pcm)
        return ""

    def finish(self) -> "Future[Transcript]":
        self.finished = True
        return done(Transcript(self.text, 0.8, "main", self.fed / 16000, 0.5))

    def close(self) -> None:
        self.closed = True


class Main:
    name = "main"

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.streams: list[MainStream] = []

    def open(self, expectation: Expectation) -> MainStream:
        self.streams.append(MainStream(self.text))
        return self.streams[-1]


class Ears:
    """Stands for ears that always hear the same, one digit more with each piece of audio."""

    def __init__(self, result: DigitsHeard) -> None:
        self.result = result
        self.told: list[str] = []

    def open(self) -> "Ears":
        self.pieces = 0
        return self

    def feed(self, pcm: bytes) -> str:
        self.pieces += 1
        return self.result.digits[: self.pieces]

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")

    def finish(self, lengths: Collection[int] = ()) -> "Future[DigitsHeard]":
        return done(self.result)


def heard(digits: str, confidence: float = 0.99, other: float = 0.0) -> DigitsHeard:
    spans = tuple((n * 0.2, n * 0.2 + 0.1) for n in range(len(digits)))
    readings = (NumberReading(digits, confidence), NumberReading("", 1 - confidence))
    return DigitsHeard(digits, (confidence,) * len(digits), (), readings, other, spans)


def test_a_number_comes_with_a_confidence_and_a_time_for_each_digit():
    recognizer = WithDigits(Main("零"), Ears(heard(NUMBER)))
    found = transcribe(recognizer, SECOND, Expectation(Hint.DIGITS))
    assert found.text == NUMBER
    assert [word.text for word in found.words] == list(NUMBER)
    assert all(word.confidence == 0.99 and word.end > word.start for word in found.words)
    assert found.engine == recognizer.name == "main"
    assert found.audio_seconds == 1.0


def test_a_doubtful_number_waits_for_the_main_engine_and_keeps_its_other_readings():
    doubtful = DigitsHeard(
        NUMBER, readings=(NumberReading(NUMBER, 0.6), NumberReading("0787789321", 0.4))
    )
    main = Main("零七八七七八九三二一")
    found = transcribe(WithDigits(main, Ears(doubtful)), SECOND, Expectation(Hint.DIGITS))
    assert main.streams[0].finished
    assert found.text == "0787789321"
    assert found.alternatives[0].text == NUMBER


def test_a_certain_number_does_not_wait():
    main = Main()
    transcribe(WithDigits(main, Ears(heard(NUMBER))), SECOND, Expectation(Hint.DIGITS))
    assert not main.streams[0].finished
    assert main.streams[0].closed


def test_every_other_question_is_the_main_engines():
    main = Main("对")
    recognizer = WithDigits(main, Ears(heard(NUMBER)))
    assert transcribe(recognizer, SECOND, Expectation(Hint.YES_NO)).text == "对"


def test_speech_without_a_number_is_what_the_main_engine_wrote():
    recognizer = WithDigits(Main("转人工"), Ears(heard("", other=1.0)))
    assert transcribe(recognizer, SECOND, Expectation(Hint.DIGITS)).text == "转人工"


def test_without_a_main_engine_numbers_are_heard_and_nothing_else():
    number, words = Ears(heard(NUMBER)), Ears(heard("1", other=0.9))
    assert transcribe(WithDigits(None, number), SECOND, Expectation(Hint.DIGITS)).text == NUMBER
    assert transcribe(WithDigits(None, words), SECOND, Expectation(Hint.DIGITS)).text == ""


def test_the_digits_so_far_are_the_partial_text():
    stream = WithDigits(Main(), Ears(heard(NUMBER))).open(Expectation(Hint.DIGITS))
    assert [stream.feed(bytes(320)) for _ in range(3)] == ["0", "07", "078"]


def test_pauses_are_passed_on():
    ears = Ears(heard(NUMBER))
    stream = WithDigits(Main(), ears).open(Expectation(Hint.DIGITS))
    assert isinstance(stream, EarlyStream)
    stream.pause()
    stream.resume()
    assert ears.told == ["pause", "resume"]


def test_closing_frees_the_main_engines_stream():
    main = Main()
    stream = WithDigits(main, Ears(heard(NUMBER))).open(Expectation(Hint.DIGITS))
    stream.close()
    stream.close()
    assert main.streams[0].closed


@pytest.mark.parametrize(
    ("what", "sure"),
    [
        (heard("0787789328"), True),
        (heard("13800138000"), True),
        (heard("0787789328", 0.8), False),
        (heard("078778932"), False),
        (heard("0787789328", other=0.7), False),
    ],
)
def test_the_main_engine_is_waited_for_unless_a_whole_number_is_certain(what, sure):
    assert certain(what) is sure


@pytest.mark.parametrize(
    ("what", "written", "text"),
    [
        (heard("0787789328"), "零七八七七八九三二八", "0787789328"),
        (heard("0787789328", other=0.3), "卡号是零七八七七八九三二八", "0787789328"),
        (heard("7"), "七", "7"),
        (heard("7", other=0.5), "是七不是一", "是七不是一"),
        (heard("", other=1.0), "我不知道", "我不知道"),
        (heard("1", other=0.8), "转人工一下", "转人工一下"),
        (heard("1", other=0.8), "", ""),
        (heard(""), "零七八七七八九三二八", "零七八七七八九三二八"),
    ],
)
def test_what_was_said_decides_whose_text_it_is(what, written, text):
    main = Transcript(written, 0.8, "main", 3.0, 0.5)
    assert joint(what, main).text == text
