"""The real Kokoro voice, heard by the real recogniser over an 8 kHz mu-law line."""

import re
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from speech.asr.recognizer import Expectation, Hint, Recognizer, transcribe
from speech.audio.loudness import TARGET_LEVEL, active_level
from speech.audio.telephone import pcm_to_ulaw, to_floats, ulaw_to_pcm
from speech.tts import choose as voices
from speech.tts.phonemes import syllables
from speech.tts.synthesizer import SynthesisError, Synthesizer
from speech.tts.text_normalization import read
from speech.tts.voice import Voice, number_phrases
from tests.support.engines import WEIGHTS, installed

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def kokoro() -> Synthesizer:
    return installed(lambda: voices.load("kokoro", WEIGHTS))


def sounds(text: str) -> list[str]:
    return [re.sub(r"\d", "", syllable) for syllable in syllables(read(text))]


def misheard(recognizer: Recognizer, ulaw: bytes, said: str, hint: Hint = Hint.OPEN) -> float:
    """Share of toneless syllables the recogniser gets wrong."""
    heard = transcribe(recognizer, ulaw_to_pcm(ulaw), Expectation(hint)).text
    return Levenshtein.distance(sounds(said), sounds(heard)) / len(sounds(said))


@pytest.mark.parametrize(
    "text",
    [
        "您说的会员编号是，对吗？",
        "请说出您的十位会员号，或者用按键输入。",
        "感谢您的来电，祝您身体健康，再见。",
    ],
)
def test_prompts_are_understood(kokoro: Synthesizer, whisper: Recognizer, text: str) -> None:
    assert misheard(whisper, pcm_to_ulaw(kokoro.synthesize(read(text))), text) <= 0.25


def test_numbers_joined_from_clips_are_understood(whisper: Recognizer, tmp_path: Path) -> None:
    voice = Voice(None, tmp_path)  # as they ship
    audio = b"".join(voice.speak(number_phrases(["390", "477", "8046"])))
    voice.close()
    assert misheard(whisper, audio, "三九零四七七八零四六", Hint.DIGITS) <= 0.2


def test_speech_is_trimmed_and_at_telephone_level(kokoro: Synthesizer) -> None:
    samples = to_floats(kokoro.synthesize("您好，请说。"))
    assert active_level(samples, 8000) == pytest.approx(TARGET_LEVEL, abs=1)
    assert 0.1 < np.abs(samples).max() < 0.95
    assert 0.5 < samples.size / 8000 < 3


def test_a_text_without_anything_to_say_is_an_error(kokoro: Synthesizer) -> None:
    with pytest.raises(SynthesisError):
        kokoro.synthesize("，。")
