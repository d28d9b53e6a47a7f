"""The system's voice, in a process of its own."""

import shutil
from pathlib import Path

import pytest
from pyttsx3.voice import Voice

from speech.audio.loudness import TARGET_LEVEL, active_level
from speech.audio.telephone import to_floats
from speech.tts import pyttsx3_engine
from speech.tts.pyttsx3_engine import Pyttsx3
from speech.tts.pyttsx3_process import choose
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError

installed = pytest.mark.skipif(
    not shutil.which("espeak-ng"), reason="needs the Debian package espeak-ng"
)
SENTENCE = "您好，这里是上海工会热线。"


@installed
def test_it_speaks_at_telephone_level() -> None:
    samples = to_floats(Pyttsx3().synthesize(SENTENCE))
    assert 1 < samples.size / 8000 < 10
    assert active_level(samples, 8000) == pytest.approx(TARGET_LEVEL, abs=1)


@installed
def test_a_long_text_is_spoken_to_its_end() -> None:
    voice = Pyttsx3()
    once = len(voice.synthesize(SENTENCE))
    assert len(voice.synthesize(SENTENCE * 12)) > 11 * once


@installed
def test_the_tones_are_not_said_as_english_numbers() -> None:
    usual, english = (len(Pyttsx3(voice).synthesize("上海工会")) for voice in ("", "sit/cmn"))
    assert usual < 0.9 * english


@installed
def test_a_file_that_cannot_be_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = Pyttsx3()
    full = tmp_path / "away"
    monkeypatch.setattr(pyttsx3_engine, "Path", lambda _: full)
    with pytest.raises(SynthesisError, match="No such file or directory"):
        voice.synthesize(SENTENCE)


@installed
def test_a_hanging_engine_is_given_up() -> None:
    with pytest.raises(VoiceUnavailableError, match="did not finish"):
        Pyttsx3(timeout=0.001)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [("", "sit/cmn-latn-pinyin"), ("yue", "sit/yue"), ("CMN", "sit/cmn"),
     ("nobody's", "sit/cmn-latn-pinyin")],
)  # fmt: skip
def test_the_voice_that_reads_tones_is_chosen(wanted: str, chosen: str) -> None:
    known = [
        Voice("gmw/en", "English (Great Britain)", ["en-gb"]),
        Voice("sit/cmn", "Chinese (Mandarin, latin as English)", ["cmn"]),
        Voice("sit/cmn-latn-pinyin", "Chinese (Mandarin, latin as Pinyin)", ["cmn-latn-pinyin"]),
        Voice("sit/yue", "Chinese (Cantonese)", ["yue"]),
    ]
    assert choose(known, wanted) == chosen


def test_a_system_without_mandarin_keeps_its_default() -> None:
    assert choose([Voice("gmw/en", "English", ["en"])], "") == ""
