"""Every engine through the same tests, decoding real speech."""

import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from speech.asr import choose
from speech.asr.recognizer import (
    Expectation,
    Hint,
    Recognizer,
    Transcript,
    transcribe,
)
from speech.audio.telephone import read_wav
from speech.model_files import ensure
from tests.support.engines import WEIGHTS, installed, load_whisper

pytestmark = pytest.mark.heavy

AUDIO = Path(__file__).parents[1] / "audio" / "clips"
SECOND = 16000


@dataclass(frozen=True)
class Speaker:
    """An engine and speech in its language."""

    recognizer: Recognizer
    says: Callable[[str], bytes]
    words: tuple[str, str]
    """Two things said, as texts or names of recordings..."""
    heard: tuple[str, str]
    """...and a pattern that one reading of each must match: processors round differently, and of two
    readings as good the one or the other comes first."""
    expectation: Expectation


def mandarin(name: str) -> bytes:
    return read_wav(AUDIO / f"{name}.wav")


@pytest.fixture(scope="module")
def korean(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    def say(text: str) -> bytes:
        path = tmp_path_factory.mktemp("korean") / "said.wav"
        try:
            subprocess.run(["espeak-ng", "-v", "ko", "-s", "130", "-w", path, text], check=True)
        except FileNotFoundError:
            pytest.skip("espeak-ng, which speaks Korean here, is not installed")
        return read_wav(path)

    return say


def whisper(korean: Callable[[str], bytes]) -> Speaker:
    return Speaker(
        load_whisper(),
        mandarin,
        ("papers", "bypass"),
        ("大病保障金.*材料", "脏搭桥.?能申请"),
        Expectation(Hint.OPEN, ("大病保障金", "心脏搭桥")),
    )


def vosk(korean: Callable[[str], bytes]) -> Speaker:
    return Speaker(
        choose.load("vosk", WEIGHTS, ensure("vosk-ko", WEIGHTS)),
        korean,
        ("네", "아니요"),
        ("^네$", "^아니요$"),
        Expectation(Hint.PHRASES, ("네", "아니요", "감사합니다", "糖尿病")),
    )


@pytest.fixture(scope="module", params=[vosk, whisper], ids=lambda make: make.__name__)
def speaker(request: pytest.FixtureRequest, korean: Callable[[str], bytes]) -> Speaker:
    return installed(lambda: request.param(korean))


def hear(speaker: Speaker, word: str, expectation: Expectation | None = None) -> Transcript:
    return transcribe(speaker.recognizer, speaker.says(word), expectation or speaker.expectation)


def test_what_is_said_is_heard(speaker: Speaker) -> None:
    for word, pattern in zip(speaker.words, speaker.heard, strict=True):
        found = hear(speaker, word)
        readings = [found.text, *(other.text for other in found.alternatives)]
        assert any(re.search(pattern, reading) for reading in readings), readings


@pytest.mark.parametrize("hint", list(Hint))
def test_a_transcript_is_whole_whatever_is_expected(speaker: Speaker, hint: Hint) -> None:
    said = speaker.says(speaker.words[1])
    found = transcribe(speaker.recognizer, said, Expectation(hint))
    assert found.text
    assert found.engine == speaker.recognizer.name
    assert found.audio_seconds == pytest.approx(len(said) / SECOND)
    assert found.seconds > 0
    texts = [found.text, *(a.text for a in found.alternatives)]
    assert len(set(texts)) == len(texts)
    assert all(texts)
    sure = [found.confidence, *(part.confidence for part in (*found.alternatives, *found.words))]
    assert all(0 < confidence <= 1 for confidence in sure)
    assert all(word.start < word.end <= found.audio_seconds + 0.1 for word in found.words)


def test_other_readings_are_offered(speaker: Speaker) -> None:
    assert any(hear(speaker, word, Expectation()).alternatives for word in speaker.words)


@pytest.mark.parametrize(
    "pcm",
    [b"", b"\0\0" * 80, b"\0\0" * 16000, np.full(16000, 700, "<i2").tobytes()],
    ids=["nothing", "a blink", "silence", "a constant voltage"],
)
def test_where_nothing_is_said_nothing_is_heard(speaker: Speaker, pcm: bytes) -> None:
    found = transcribe(speaker.recognizer, pcm, speaker.expectation)
    assert (found.text, found.confidence, found.alternatives, found.words) == ("", 0.0, (), ())


def test_the_size_of_the_pieces_does_not_matter(speaker: Speaker) -> None:
    pcm = speaker.says(speaker.words[0])
    whole = transcribe(speaker.recognizer, pcm, speaker.expectation)
    stream = speaker.recognizer.open(speaker.expectation)
    for start in range(0, len(pcm), 3334):
        stream.feed(pcm[start : start + 3334])
    assert stream.finish().result().text == whole.text
    stream.close()


def test_calls_do_not_hear_each_other(speaker: Speaker) -> None:
    alone = [hear(speaker, word).text for word in speaker.words]
    with ThreadPoolExecutor(2) as calls:
        together = list(calls.map(lambda word: hear(speaker, word).text, speaker.words * 2))
    assert together == alone * 2


def test_a_stream_can_be_dropped_at_any_time(speaker: Speaker) -> None:
    stream = speaker.recognizer.open(speaker.expectation)
    stream.feed(speaker.says(speaker.words[0]))
    stream.close()
    stream.close()
    unused = speaker.recognizer.open(speaker.expectation)
    unused.close()


def test_a_long_story_is_heard_to_its_end(speaker: Speaker) -> None:
    first, last = (speaker.says(word) for word in speaker.words)
    pause = b"\0\0" * 8000 * 26
    told = Expectation(Hint.STORY, speaker.expectation.phrases)
    found = transcribe(speaker.recognizer, first + pause + last, told)
    assert found.audio_seconds > 28
    assert len(found.text) > len(transcribe(speaker.recognizer, last, told).text)
