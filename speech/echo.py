"""The hotline's own voice, coming back: receives what is played and heard, emits how much of the
second is the first.

Speakerphones and telephone exchanges send part of what the caller hears back to us, some
hundredths of a second to most of a second later. A voice detector takes that for the caller, and the
hotline would interrupt itself. Time is counted in audio heard: a line sends it without gaps.
"""

import numpy as np

from speech.audio import LINE_RATE
from speech.audio.telephone import to_floats

MAX_DELAY = 0.8
"""Seconds after which what is played no longer comes back."""
JUDGED = 0.24
"""Seconds of what was heard last that are judged: a caller who sets in while it echoes is heard soon."""
TAPS = 128
"""Samples over which one echo may be smeared: 16 ms, a room's first reflections."""
FAINT = 10 ** (-24 / 10)
"""Power, relative to what is played, below which audio is taken for its echo."""
EXPLAINED = 0.4
"""Share explained by what is played from which it is its echo; of callers over a prompt, one in a
hundred quarters of a second reaches it by chance, which delays their interruption a little."""

_DELAY, _JUDGED = int(MAX_DELAY * LINE_RATE), int(JUDGED * LINE_RATE)


class EchoGuard:
    """One line's memory of what it played and heard in the last second."""

    def __init__(self) -> None:
        self._played = np.zeros(_DELAY + _JUDGED + TAPS, np.float32)
        """What the line plays, up to `_ahead` samples after what was heard last."""
        self._ahead = 0
        self._heard = np.zeros(_JUDGED, np.float32)

    def play(self, pcm: bytes) -> None:
        """Note the next 8 kHz 16-bit audio sent to the caller; it follows what was sent before."""
        new = to_floats(pcm)
        self._played = np.concatenate([self._played, new])
        self._ahead += len(new)

    def hear(self, pcm: bytes) -> None:
        """Note the next 8 kHz 16-bit audio from the line; time moves on by its length."""
        new = to_floats(pcm)
        self._heard = np.concatenate([self._heard, new])[-_JUDGED:]
        silent = max(0, len(new) - self._ahead)
        if silent:
            self._played = np.concatenate([self._played, np.zeros(silent, np.float32)])
        self._ahead = max(0, self._ahead - len(new))
        self._played = self._played[-(self._ahead + _DELAY + _JUDGED + TAPS) :]

    def stop(self) -> None:
        """Forget what was sent ahead: it is not played any more."""
        if self._ahead:
            self._played = self._played[: -self._ahead]
            self._ahead = 0

    def is_quiet(self) -> bool:
        """Whether nothing was played that may still come back."""
        return not self._lately().any()

    def _lately(self) -> np.ndarray:
        until_now = len(self._played) - self._ahead
        return self._played[until_now - _DELAY - _JUDGED - TAPS : until_now]

    def echoes(self) -> bool:
        """Whether what was heard last is no more than what was played."""
        played = self._lately()
        if not played.any():
            return False
        heard = self._heard - self._heard.mean()
        power, loudest = float(heard @ heard), _loudest(played, len(heard))
        if power < FAINT * loudest:
            return True
        start = max(0, _likeliest(played, heard) - TAPS // 4)
        part = played[start : start + len(heard) + TAPS]
        return _explained(part, heard, power) > EXPLAINED


def _loudest(played: np.ndarray, length: int) -> float:
    """The energy of the loudest stretch of `length` samples."""
    energy = np.concatenate([[0.0], np.cumsum(played.astype(np.float64) ** 2)])
    return float(np.max(energy[length:] - energy[:-length]))


def _likeliest(played: np.ndarray, heard: np.ndarray) -> int:
    """Where in `played` what was heard fits best, in samples."""
    size = 1 << (len(played) + len(heard)).bit_length()
    spectrum = np.fft.rfft(played, size) * np.conj(np.fft.rfft(heard, size))
    places = len(played) - len(heard) + 1
    matches = np.abs(np.fft.irfft(spectrum, size)[:places])
    energy = np.convolve(played**2, np.ones(len(heard)), "valid")
    return int(np.argmax(matches**2 / (energy + 1e-6)))


def _explained(played: np.ndarray, heard: np.ndarray, power: float) -> float:
    """The share of `heard` that a short filter makes of `played`."""
    taps = len(played) - len(heard) + 1
    views = np.lib.stride_tricks.sliding_window_view(played, taps)[: len(heard)]
    gram = views.T @ views
    gram[np.diag_indices(taps)] += 1e-4 * np.trace(gram) / taps + 1e-9
    found = np.linalg.solve(gram, views.T @ heard)
    rest = heard - views @ found
    return max(0.0, 1.0 - float(rest @ rest) / power)
