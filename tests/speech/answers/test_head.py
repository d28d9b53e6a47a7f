"""The heads on Whisper's encoder, on telephone audio of voices and wordings they were not trained with."""

from pathlib import Path

import pytest

from speech.answers.head import AnswerHead, Likely
from speech.answers.kinds import Kind
from speech.answers.load import load
from speech.audio.telephone import read_wav
from speech.model_files import ensure
from tests.support.line_sounds import SOUNDS, hiss, music

AUDIO = sorted((Path(__file__).parent / "audio").glob("*.wav"))
"""Each named after the kind of answer it is."""
WEIGHTS = Path("var/weights")
NOBODY = {name: sound[:24000] for name, sound in SOUNDS.items()} | {
    "hiss for a second": hiss(1, 600),
    "music": music(3)[:24000],
}


@pytest.fixture(scope="module")
def head() -> AnswerHead:
    ensure("whisper-base", WEIGHTS)
    loaded = load(WEIGHTS)
    assert loaded is not None
    return loaded


def hear(head: AnswerHead, pcm: bytes) -> Likely:
    stream = head.open()
    stream.feed(pcm)
    return stream.finish().result()


@pytest.mark.parametrize("file", AUDIO, ids=[file.stem for file in AUDIO])
def test_an_answer_is_heard(head, file):
    heard = hear(head, read_wav(file))
    assert sum(heard.values()) == pytest.approx(1)
    assert heard[Kind(file.stem.split("_")[0])] > 0.9


@pytest.mark.parametrize("sound", NOBODY)
def test_nobody_says_yes_or_no(head, sound):
    heard = hear(head, NOBODY[sound])
    assert heard[Kind.YES] + heard[Kind.NO] < 0.5


@pytest.mark.parametrize("pcm", [b"", bytes(1600), bytes(16000 * 6)], ids=["none", "click", "long"])
def test_what_is_too_short_or_too_long_is_left_to_the_engine(head, pcm):
    assert hear(head, pcm) == {}


def test_what_was_heard_before_a_pause_is_forgotten_when_the_caller_goes_on(head):
    by_kind = {file.stem.split("_")[0]: read_wav(file) for file in AUDIO}
    stream = head.open()
    stream.feed(by_kind["first"][:4000])
    stream.pause()
    stream.resume()
    stream.feed(by_kind["first"][4000:])
    assert stream.finish().result()[Kind.FIRST] > 0.9


def test_without_weights_there_are_no_ears(tmp_path):
    assert load(tmp_path) is None
