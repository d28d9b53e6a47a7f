"""The ear on real speech, silence, noise and clicks."""

from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from speech.asr.futures import done
from speech.asr.recognizer import Expectation, Hint, Transcript
from speech.audio.telephone import read_wav
from speech.ear import Ear, Partial, SpeechEnded, SpeechStarted
from tests.support.line_sounds import SOUNDS, hiss, music, tone

AUDIO = Path(__file__).parent / "audio" / "clips"
SECOND = 16000
SILENCE = b"\0\0" * 8000


class CountingStream:
    """Stands for an engine: its partial result is ever more digits."""

    def __init__(self, digits_per_second: int) -> None:
        self._rate = digits_per_second
        self.bytes = 0
        self.closed = False

    def feed(self, pcm: bytes) -> str:
        self.bytes += len(pcm)
        return "5" * int(self.bytes / SECOND * self._rate)

    def finish(self) -> "Future[Transcript]":
        return done(Transcript("done", 1.0, "fake", self.bytes / SECOND, 0.0))

    def close(self) -> None:
        self.closed = True


class FakeRecognizer:
    name = "fake"

    def __init__(self, digits_per_second: int = 0) -> None:
        self._rate = digits_per_second
        self.streams: list[CountingStream] = []

    def open(self, expectation: Expectation) -> CountingStream:
        self.streams.append(CountingStream(self._rate))
        return self.streams[-1]


def hear(pcm: bytes, hint: Hint = Hint.OPEN, recognizer: FakeRecognizer | None = None):
    ear = Ear(recognizer or FakeRecognizer())
    ear.expect(Expectation(hint))
    frames = [pcm[i : i + 320] for i in range(0, len(pcm), 320)]
    return [event for frame in frames for event in ear.feed(frame)], ear


@pytest.mark.parametrize("name", ["papers", "bypass", "number"])
def test_an_utterance_is_found_whole_in_silence(name):
    speech = read_wav(AUDIO / f"{name}.wav")
    events, _ = hear(SILENCE + speech + SILENCE * 2)
    started, ended = [e for e in events if not isinstance(e, Partial)]
    assert isinstance(started, SpeechStarted)
    assert isinstance(ended, SpeechEnded)
    assert len(ended.utterance.pcm) > 0.6 * len(speech)
    assert ended.utterance.transcribe().result().text == "done"


class Doubtful:
    """A detector that is given its opinion of each frame."""

    def __init__(self, probabilities: list[float]) -> None:
        self._probabilities = iter(probabilities)

    def feed(self, pcm: bytes) -> list[float]:
        return [next(self._probabilities)]


@pytest.mark.parametrize("doubtful", [4, 15, 30])
def test_speech_that_is_doubted_at_first_is_heard_from_its_beginning(doubtful):
    """Such as the first digits of a number: sure is only the second group."""
    ear = Ear(FakeRecognizer())
    pause = [0.1] * (doubtful // 3)
    ear._detector = Doubtful([0.0] * 50 + [0.8] * doubtful + pause + [0.99] * 10 + [0.0] * 80)
    frames = 50 + doubtful + len(pause) + 90
    events = [e for _ in range(frames) for e in ear.feed(hiss(1, 9000)[: round(SECOND * 0.032)])]
    (ended,) = [e for e in events if isinstance(e, SpeechEnded)]
    said = (doubtful + len(pause) + 10) * 0.032
    assert len(ended.utterance.pcm) / SECOND - ended.utterance.endpoint_delay >= said


def clicks() -> bytes:
    pcm = bytearray(SILENCE * 6)
    for at in range(4000, len(pcm) - 400, 9000):
        pcm[at : at + 160] = hiss(1, 12000)[:160]
    return bytes(pcm)


@pytest.mark.parametrize("pcm", [*SOUNDS.values(), clicks()], ids=[*SOUNDS, "clicks"])
def test_a_line_without_speech_starts_nothing(pcm):
    events, ear = hear(pcm)
    assert events == []
    assert ear.flush() is None


def test_music_begins_hardly_ever_an_utterance():
    begun = [seed for seed in range(20) if hear(music(seed))[0]]
    assert len(begun) <= 2


@pytest.mark.parametrize("level", [3000, 16000])
@pytest.mark.parametrize("seconds", [3, 40])
def test_speech_after_a_dial_tone_is_heard_from_its_beginning(seconds, level):
    speech = read_wav(AUDIO / "papers.wav") + SILENCE * 2
    heard = []
    for before in (SILENCE, tone(seconds, [450], level)):
        events, _ = hear(before + speech)
        heard += [len(e.utterance.pcm) for e in events if isinstance(e, SpeechEnded)]
    alone, after_tone = heard
    assert after_tone == pytest.approx(alone, abs=0.15 * SECOND)


def test_speech_over_noise_is_still_found():
    speech = np.frombuffer(SILENCE + read_wav(AUDIO / "papers.wav") + SILENCE * 2, "<i2")
    hiss = np.random.default_rng(2).normal(0, 200, len(speech))
    events, _ = hear((speech + hiss).astype("<i2").tobytes())
    assert [type(e) for e in events] == [SpeechStarted, SpeechEnded]


def hum(samples: np.ndarray) -> np.ndarray:
    return samples + 1500 * np.sin(np.arange(len(samples)) * 2 * np.pi * 50 / 8000)


@pytest.mark.parametrize(
    "line",
    [lambda s: s * 0.03, lambda s: s + 4000, hum, lambda s: np.clip(s * 8, -32000, 32000)],
    ids=["faint", "offset", "hum", "overdriven"],
)
def test_a_bad_line_is_no_obstacle(line):
    speech = np.frombuffer(SILENCE + read_wav(AUDIO / "papers.wav") + SILENCE * 2, "<i2")
    events, _ = hear(np.clip(line(speech.astype(float)), -32768, 32767).astype("<i2").tobytes())
    assert [type(e) for e in events] == [SpeechStarted, SpeechEnded]


def test_a_story_may_pause_where_an_answer_may_not():
    speech = read_wav(AUDIO / "papers.wav")
    with_pause = SILENCE + speech + SILENCE[: SECOND // 2] + speech + SILENCE * 3
    short, _ = hear(with_pause, Hint.YES_NO)
    long, _ = hear(with_pause, Hint.STORY)
    assert sum(isinstance(e, SpeechEnded) for e in short) == 2
    assert sum(isinstance(e, SpeechEnded) for e in long) == 1


def test_a_complete_number_ends_sooner_than_an_unfinished_one():
    speech = SILENCE + read_wav(AUDIO / "number.wav") + SILENCE * 2
    complete, _ = hear(speech, Hint.DIGITS, FakeRecognizer(digits_per_second=10))
    unfinished, _ = hear(speech, Hint.DIGITS, FakeRecognizer(digits_per_second=1))
    delays = [
        next(e.utterance.endpoint_delay for e in events if isinstance(e, SpeechEnded))
        for events in (complete, unfinished)
    ]
    assert delays[0] < delays[1]


def test_hanging_up_in_mid_sentence_still_gives_the_utterance():
    speech = read_wav(AUDIO / "papers.wav")
    _, ear = hear(SILENCE + speech[: len(speech) // 2])
    utterance = ear.flush()
    assert utterance is not None
    assert utterance.pcm


def test_dropping_an_utterance_frees_the_engines_stream():
    recognizer = FakeRecognizer()
    _, ear = hear(SILENCE + read_wav(AUDIO / "papers.wav"), recognizer=recognizer)
    ear.close()
    assert all(stream.closed for stream in recognizer.streams)
    assert ear.flush() is None
