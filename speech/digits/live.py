"""Digits while they are being said: a small network that follows the speech.

Receives 8 kHz audio piece by piece, emits the digits so far. They are for captions, and shown as not yet
sure: what a number is decides the head, which hears better and later. Trained by `train_live`.
"""

from pathlib import Path

import numpy as np

from speech.digits.features import BANDS, SILENCE, Features
from speech.digits.tokens import BLANK, DIGITS
from speech.networks import network

LIVE = Path(__file__).with_name("digits_live.onnx")
STRIDE = 3
"""Feature rows per output frame: 30 ms, so that two quick syllables never share one."""
CONTEXT = 36
"""Feature rows an output frame sees besides its own, half before and half after."""
MEMORY = 160
"""Size of what the network carries from piece to piece."""


class LiveDigits:
    """The network, loaded once and shared between threads."""

    def __init__(self, file: Path = LIVE) -> None:
        self._network = network(file)

    def open(self) -> "LiveStream":
        """Start a new utterance."""
        return LiveStream(self)

    def follow(self, rows: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log probabilities (frames, classes) of feature rows, and what to carry on."""
        logp, state = self._network.run(None, {"rows": rows[None], "state": state})
        return logp[0], state


class LiveStream:
    """One utterance. Used by one thread at a time."""

    def __init__(self, network: LiveDigits) -> None:
        self._network = network
        self._features = Features()
        self._rows = np.full((CONTEXT // 2, BANDS), SILENCE, np.float32)
        self._state = np.zeros((1, 1, MEMORY), np.float32)
        self._digits = ""
        self._last = BLANK

    def feed(self, pcm: bytes) -> str:
        """Take the next 8 kHz 16-bit mono audio; return the digits so far."""
        self._rows = np.concatenate([self._rows, self._features.feed(pcm)])
        frames = (len(self._rows) - CONTEXT - 1) // STRIDE + 1
        if frames <= 0:
            return self._digits
        logp, self._state = self._network.follow(self._rows, self._state)
        self._rows = self._rows[frames * STRIDE :]
        for c in logp.argmax(1).tolist():
            if c != self._last:
                self._digits += DIGITS[c]
            self._last = c
        return self._digits
