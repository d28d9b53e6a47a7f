"""Is somebody speaking? Silero's voice activity detector on a telephone line.

`silero_vad.onnx` is version 6.2.3 as its makers publish it, under the licence beside it. It runs on
onnxruntime, which lets other threads of the process go on meanwhile: this is asked fifty times a
second for every call.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from speech.audio import LINE_RATE
from speech.audio.telephone import Upsampler, to_floats
from speech.networks import network

MODEL = Path(__file__).with_name("silero_vad.onnx")
_MODEL_RATE = 16000
_SAMPLES = 512
"""Samples the model hears at a time."""
_BEFORE = 64
"""Samples before those, given to the model once more."""

WINDOW = _SAMPLES / _MODEL_RATE
"""Seconds of audio behind each probability: 0.032."""
_SILENT = 0.35
"""Probability below which a window is no speech."""
_TONE = 2.0
"""Seconds of an even sound without speech after which the state is set back: over a dial tone the
model grows deaf and misses the first half second of what follows. Music is left alone: to a model
that has just begun to listen it sounds like speech more often."""
_EVEN = 1.1
"""Loudest window over softest one within an even sound."""


class VoiceDetector:
    """One line's detector; keeps state between frames."""

    def __init__(self) -> None:
        self._model = network(MODEL)
        self._state = _fresh()
        self._levels: deque[float] = deque(maxlen=round(_TONE / WINDOW))
        self._heard = np.zeros(_BEFORE, np.float32)
        """The end of the last window, then what is not yet a whole one."""
        self._upsampler = Upsampler(LINE_RATE, _MODEL_RATE)

    def feed(self, pcm: bytes) -> Iterator[float]:
        """Take 8 kHz 16-bit mono audio of any length; yield a probability for each full window."""
        new = to_floats(self._upsampler.feed(pcm))
        self._heard = np.concatenate([self._heard, new])
        while len(self._heard) >= _BEFORE + _SAMPLES:
            window, self._heard = self._heard[: _BEFORE + _SAMPLES], self._heard[_SAMPLES:]
            yield self._probability(window)

    def _probability(self, window: np.ndarray) -> float:
        given = {"input": window[None], "state": self._state, "sr": np.array(_MODEL_RATE)}
        speech, self._state = self._model.run(None, given)
        probability = float(speech[0, 0])
        if self._even(window, probability):
            self._state = _fresh()
        return probability

    def _even(self, window: np.ndarray, probability: float) -> bool:
        """Whether nothing but an even sound was heard long enough; then counts anew."""
        levels = self._levels
        levels.append(float(np.sqrt(np.mean(window[_BEFORE:] ** 2))))
        if probability >= _SILENT:
            levels.clear()
        even = len(levels) == levels.maxlen and max(levels) <= _EVEN * min(levels)
        if even:
            levels.clear()
        return even


def _fresh() -> np.ndarray:
    return np.zeros((2, 1, 128), np.float32)
