"""Is somebody speaking? Silero's voice activity detector on a telephone line.

`silero_vad.onnx` is version 6.2.3 as its makers publish it, under the licence beside it. It runs on
onnxruntime, which lets other threads of the process go on meanwhile: this is asked fifty times a
second for every call.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from speech.audio import LINE_RATE
from speech.audio.telephone import Upsampler, to_floats

_MODEL = Path(__file__).with_name("silero_vad.onnx")
_MODEL_RATE = 16000
_SAMPLES = 512
"""Samples the model hears at a time."""
_BEFORE = 64
"""Samples before those, given to the model once more."""

WINDOW = _SAMPLES / _MODEL_RATE
"""Seconds of audio behind each probability: 0.032."""


class VoiceDetector:
    """One line's detector; keeps state between frames."""

    def __init__(self) -> None:
        self._model = _model()
        self._state = np.zeros((2, 1, 128), np.float32)
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
        return float(speech[0, 0])


@cache
def _model() -> onnxruntime.InferenceSession:
    """Loaded once; lines share it, as all it remembers is given to it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # it warns of parts it does not need
    return onnxruntime.InferenceSession(str(_MODEL), options, providers=["CPUExecutionProvider"])
