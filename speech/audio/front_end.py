"""Prepares telephone audio for a recogniser: no hum, no offset; silence is left out."""

import numpy as np
import soxr

from speech.audio import LINE_RATE
from speech.audio.telephone import to_floats

FAINTEST = 10 ** (-60 / 20)
"""Level of the loudest 20 ms, of full scale, below which a line is silent."""
_FRAME = LINE_RATE // 50


def prepared(pcm: bytes, rate: int) -> np.ndarray | None:
    """8 kHz 16-bit audio as float32 at `rate`, without offset; None if nothing can be heard in it."""
    samples = without_offset(pcm)
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(frames) or np.sqrt((frames**2).mean(axis=1).max()) < FAINTEST:
        return None
    return at_rate(samples, rate)


def without_offset(pcm: bytes) -> np.ndarray:
    """8 kHz 16-bit audio as float32 in -1..1 about nought."""
    samples = to_floats(pcm)
    return samples - samples.mean() if len(samples) else samples


def at_rate(samples: np.ndarray, rate: int) -> np.ndarray:
    """Float32 samples of the telephone's 8 kHz at `rate`."""
    return soxr.resample(samples, LINE_RATE, rate)
