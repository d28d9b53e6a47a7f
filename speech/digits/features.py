"""Log-mel features of telephone audio, for training and for listening alike.

Receives 8 kHz audio, emits one row of `BANDS` numbers every 10 ms. numpy only.
"""

import numpy as np

from speech.audio import LINE_RATE

BANDS = 40
HOP = LINE_RATE // 100
"""Samples from one row to the next."""
WINDOW = LINE_RATE // 40
"""Samples behind each row: 25 ms."""
_FFT = 256
_LOWEST, _HIGHEST = 120.0, 3700.0
_FLOOR = 1e-5
"""Power below the noise of a mu-law line; keeps digital silence finite."""
SILENCE = float((np.log(_FLOOR) + 4) / 4)
"""The value of every band in digital silence."""


def log_mel(samples: np.ndarray) -> np.ndarray:
    """All whole windows of `samples` (float32, -1..1) as rows (n, BANDS), float32."""
    count = max(0, (len(samples) - WINDOW) // HOP + 1)
    if not count:
        return np.zeros((0, BANDS), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP][:count]
    spectrum = np.fft.rfft(windows * _HANN, _FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    return ((np.log(power @ _BANK + _FLOOR) + 4) / 4).astype(np.float32)


class Features:
    """Features of a stream, piece by piece: the rows are those of the whole."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)

    def feed(self, pcm: bytes) -> np.ndarray:
        """Take the next 8 kHz 16-bit mono audio; return the rows that are complete."""
        new = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        samples = np.concatenate([self._rest, new])
        rows = log_mel(samples)
        self._rest = samples[len(rows) * HOP :]
        return rows


def _filters() -> np.ndarray:
    """The mel filter bank, (129, BANDS)."""
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2)
    hertz = 700 * (np.exp(edges / 1127) - 1)
    bins = np.fft.rfftfreq(_FFT, 1 / LINE_RATE)[:, None]
    low, middle, high = hertz[:-2], hertz[1:-1], hertz[2:]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: float) -> float:
    return float(1127 * np.log(1 + hertz / 700))


_HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
_BANK = _filters()
