"""The system's voice, in a process of its own."""

import shutil

import pytest

from speech.audio.loudness import TARGET_LEVEL, active_level
from speech.audio.telephone import to_floats
from speech.tts.pyttsx3_engine import Pyttsx3
from speech.tts.synthesizer import VoiceUnavailableError

pytestmark = pytest.mark.skipif(
    not shutil.which("espeak-ng"), reason="needs the Debian package espeak-ng"
)


def test_it_speaks_at_telephone_level() -> None:
    samples = to_floats(Pyttsx3().synthesize("您好，这里是上海工会热线。"))
    assert 1 < samples.size / 8000 < 10
    assert active_level(samples, 8000) == pytest.approx(TARGET_LEVEL, abs=1)


def test_a_hanging_engine_is_given_up() -> None:
    with pytest.raises(VoiceUnavailableError, match="did not finish"):
        Pyttsx3(timeout=0.001)
