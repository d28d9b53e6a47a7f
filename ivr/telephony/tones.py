"""Tones a telephone line makes, as 8 kHz mu-law."""

import numpy as np

from speech.audio import LINE_RATE
from speech.audio.telephone import pcm_to_ulaw, to_pcm

_LEVEL = 0.1


def ringback() -> bytes:
    """China's ringing tone: one ring and the silence behind it."""
    return _tone(450, 1.0) + pcm_to_ulaw(b"\0\0" * 4 * LINE_RATE)


def beep() -> bytes:
    """What a caller speaks behind."""
    return _tone(1000, 0.4)


def _tone(hertz: float, seconds: float) -> bytes:
    at = np.arange(round(seconds * LINE_RATE)) / LINE_RATE
    return pcm_to_ulaw(to_pcm(_LEVEL * np.sin(2 * np.pi * hertz * at)))
