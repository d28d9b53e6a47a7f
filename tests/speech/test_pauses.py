"""An engine that recognises at the end begins in the pause before it is known to be the end."""

import threading
import time
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from demo import AUDIO as CALLERS
from speech.asr import choose
from speech.asr.futures import done
from speech.asr.recognizer import (
    EarlyStream,
    Expectation,
    Hint,
    Recognizer,
    Transcript,
    transcribe,
)
from speech.asr.whisper.decoder import Encoded
from speech.asr.whisper.engine import DOUBTFUL, Whisper
from speech.audio.telephone import read_wav
from speech.ear import Ear, Partial, SpeechEnded
from speech.entities.yesno import parse_yes_no
from tests.support.engines import WEIGHTS, installed
from tests.support.servers import wait_until

AUDIO = Path(__file__).parent / "audio" / "clips"
SECOND = 16000
SILENCE = b"\0\0" * 8000


class WatchedStream:
    """Notes what the ear tells it; knows the text of a pause at once."""

    def __init__(self, text: str) -> None:
        self.told: list[str] = []
        self._text = text

    def feed(self, pcm: bytes) -> str:
        return self._text if self.told and self.told[-1] == "pause" else ""

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")

    def finish(self) -> "Future[Transcript]":
        return done(Transcript(self._text, 1.0, "watched", 0.0, 0.0))

    def close(self) -> None:
        pass


class Watched:
    name = "watched"

    def __init__(self, text: str) -> None:
        self.stream = WatchedStream(text)

    def open(self, expectation: Expectation) -> WatchedStream:
        return self.stream


def listen(recognizer: Recognizer, pcm: bytes, hint: Hint) -> list[object]:
    ear = Ear(recognizer)
    ear.expect(Expectation(hint))
    return [event for at in range(0, len(pcm), 320) for event in ear.feed(pcm[at : at + 320])]


def test_the_engine_is_told_of_pauses_and_of_what_follows() -> None:
    speech = read_wav(AUDIO / "papers.wav")
    engine = Watched("那个")
    listen(engine, SILENCE + speech + SILENCE[:4000] + speech + SILENCE * 3, Hint.OPEN)
    assert engine.stream.told == ["pause", "resume", "pause"]


def test_a_finished_question_ends_sooner_than_a_hesitation() -> None:
    pcm = SILENCE + read_wav(AUDIO / "papers.wav") + SILENCE * 3
    delays = []
    for text in ("要什么材料吗？", "我妈妈", "那个"):
        events = listen(Watched(text), pcm, Hint.OPEN)
        assert Partial(text) in events
        delays += [e.utterance.endpoint_delay for e in events if isinstance(e, SpeechEnded)]
    assert delays == sorted(set(delays))
    assert len(delays) == 3


@pytest.fixture(scope="module")
def whisper() -> Recognizer:
    return installed(lambda: choose.load("whisper", WEIGHTS, at_once=2))


def test_what_was_said_before_the_pause_is_known_before_the_end(whisper: Recognizer) -> None:
    speech = read_wav(AUDIO / "papers.wav")
    stream = whisper.open(Expectation())
    assert isinstance(stream, EarlyStream)
    assert stream.feed(speech) == ""
    stream.pause()
    partial = ""
    deadline = time.monotonic() + 60
    while not partial and time.monotonic() < deadline:
        partial = stream.feed(b"\0\0" * 80)
    found = stream.finish().result()
    assert partial == found.text == transcribe(whisper, speech).text


def test_what_is_said_after_the_pause_is_heard_too(whisper: Recognizer) -> None:
    speech = read_wav(AUDIO / "papers.wav")
    stream = whisper.open(Expectation())
    assert isinstance(stream, EarlyStream)
    stream.feed(speech[: SECOND * 3 // 2])
    stream.pause()
    stream.resume()
    assert stream.feed(speech[SECOND * 3 // 2 :]) == ""
    assert stream.finish().result().text == transcribe(whisper, speech).text
    stream.close()


@pytest.mark.parametrize("before", [0.0, 0.25, 0.375])
@pytest.mark.parametrize("behind", [0.0, 0.256, 0.6])
def test_a_short_answer_is_heard_alike_however_much_silence_is_around_it(
    whisper: Recognizer, before: float, behind: float
) -> None:
    answer = read_wav(CALLERS / "card-yes.wav")
    pcm = bytes(round(before * SECOND)) + answer + bytes(round(behind * SECOND))
    found = transcribe(whisper, pcm, Expectation(Hint.YES_NO))
    assert parse_yes_no(found.text) is True
    assert found.confidence > DOUBTFUL


def test_nothing_is_begun_early_where_every_core_is_at_work(
    whisper: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(whisper, Whisper)
    speech = read_wav(AUDIO / "papers.wav")
    all_asked, encode = threading.Event(), whisper._decoder.encode

    def held(samples: np.ndarray, least: int) -> Encoded:
        assert all_asked.wait(60)
        return encode(samples, least)

    monkeypatch.setattr(whisper._decoder, "encode", held)
    first, second, third = (whisper.begin_if_idle(speech, Expectation()) for _ in range(3))
    all_asked.set()
    assert first is not None
    assert second is not None
    assert third is None
    assert first.result()[0].text == second.result()[0].text == transcribe(whisper, speech).text
    # Whoever waits for a result may have it before the decoder is counted as free.
    wait_until(
        lambda: whisper.begin_if_idle(speech, Expectation()) is not None, 60, "a free decoder"
    )
