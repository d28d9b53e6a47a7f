"""A voice that is quick to make: each text becomes a tone as long as the text."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from speech.tts.pack import PromptPack
from speech.tts.synthesizer import SynthesisError
from speech.tts.voice import Voice


class ToneSynthesizer:
    """Counts its renderings; '坏' cannot be spoken; `gate` holds renderings back while cleared."""

    name = "tone"

    def __init__(self, voice: str = "one") -> None:
        self.voice = voice
        self.texts: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def synthesize(self, text: str) -> bytes:
        """100 ms of tone per character."""
        assert self.gate.wait(10)
        self.texts.append(text)
        if "坏" in text:
            raise SynthesisError(f"no sound for {text}")
        samples = 0.1 * np.sin(np.arange(800 * len(text)) * 0.3)
        return (samples * 32767).astype("<i2").tobytes()


@pytest.fixture
def tones() -> ToneSynthesizer:
    return ToneSynthesizer()


@pytest.fixture
def voice(tones: ToneSynthesizer, tmp_path: Path) -> Iterator[Voice]:
    voice = Voice(tones, tmp_path / "cache", tmp_path / "recordings", PromptPack(tmp_path / "none"))
    yield voice
    voice.close()
