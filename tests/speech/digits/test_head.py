"""The head on Whisper's encoder, on real telephone audio."""

from itertools import pairwise
from pathlib import Path

import pytest

from speech.asr.recognizer import UNSURE
from speech.audio.telephone import read_wav
from speech.digits.head import DigitHead
from speech.digits.results import DigitsHeard
from speech.model_files import ensure

AUDIO = Path(__file__).parent / "audio"
NUMBERS = sorted(AUDIO.glob("*.wav"))
WORDS = Path(__file__).parents[1] / "audio" / "clips" / "papers.wav"
SILENCE = b"\0\0" * 8000


@pytest.fixture(scope="module")
def head() -> DigitHead:
    return DigitHead(ensure("whisper-base", Path("var/weights")))


def hear(head: DigitHead, pcm: bytes) -> DigitsHeard:
    stream = head.open()
    stream.feed(pcm)
    return stream.finish((10,)).result()


@pytest.mark.parametrize("file", NUMBERS, ids=[file.stem for file in NUMBERS])
def test_a_spoken_number_is_heard_digit_by_digit(head, file):
    heard = hear(head, SILENCE[:4000] + read_wav(file))
    assert heard.digits == file.stem
    assert len(heard.confidences) == len(heard.spans) == 10
    assert all(start < end for start, end in heard.spans)


def test_a_question_is_no_number(head):
    heard = hear(head, read_wav(WORDS))
    assert len(heard.digits) < 10
    assert heard.speech_other > 0.5


@pytest.mark.parametrize("pcm", [b"", SILENCE, SILENCE * 3], ids=["nothing", "a second", "three"])
def test_silence_is_no_number(head, pcm):
    assert hear(head, pcm).digits == ""


def test_the_digits_are_known_in_the_pause_and_forgotten_when_the_caller_goes_on(head):
    stream = head.open()
    half = len(read_wav(NUMBERS[0])) // 2
    stream.feed(read_wav(NUMBERS[0])[:half])
    stream.pause()
    stream._begun.result()
    assert stream.feed(SILENCE[:320]) != ""
    stream.resume()
    assert stream.feed(read_wav(NUMBERS[0])[half:]).endswith(UNSURE)
    assert len(stream.finish().result().digits) >= 8


def test_digits_are_shown_while_they_are_said_marked_as_unsure(head):
    stream = head.open()
    pcm = read_wav(NUMBERS[0])
    shown = [stream.feed(pcm[at : at + 320]) for at in range(0, len(pcm), 320)]
    grown = list(dict.fromkeys(text for text in shown if text))
    assert len(grown) >= 6
    assert all(text.endswith(UNSURE) for text in grown)
    assert all(b.startswith(a.removesuffix(UNSURE)) for a, b in pairwise(grown))


def test_nothing_is_shown_of_silence(head):
    assert head.open().feed(SILENCE * 2) == ""
