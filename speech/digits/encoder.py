"""The encoder of Whisper on telephone audio: a large model's features, without its language model.

Receives 8 kHz audio, emits one vector of 512 numbers for every 20 ms. The encoder has heard thousands
of speakers; a small head on top of it needs only few examples to tell eleven words apart.
"""

import math
from pathlib import Path

import numpy as np

from speech.asr.whisper.decoder import RATE, loaded
from speech.audio import LINE_RATE
from speech.audio.front_end import at_rate, without_offset

WIDTH = 512
FRAME_SECONDS = 0.02
_MARGIN = 6
"""Frames kept behind the end of the audio: the last sound is still in them."""
MAX_SECONDS = 28
"""The encoder looks at 30 s; what comes later is not heard."""


class Encoder:
    """The encoder of one Whisper model, shared between threads."""

    def __init__(self, folder: Path, at_once: int = 1) -> None:
        """Load the model in `folder` for so many utterances at the same time."""
        self._decoder = loaded(folder, at_once)

    def states(self, pcm: bytes) -> np.ndarray:
        """An utterance of 8 kHz 16-bit mono audio as float32 (frames, WIDTH)."""
        pcm = pcm[: MAX_SECONDS * LINE_RATE * 2]
        samples = at_rate(without_offset(pcm), RATE)
        encoded = np.asarray(self._decoder.encode(samples).states)[0]
        frames = math.ceil(len(samples) / RATE / FRAME_SECONDS) + _MARGIN
        return np.ascontiguousarray(encoded[:frames], np.float32)
