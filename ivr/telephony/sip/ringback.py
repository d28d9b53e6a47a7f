"""What a caller hears while a person's telephone rings: China's ringing tone."""

import numpy as np

from speech.audio import LINE_RATE
from speech.audio.telephone import pcm_to_ulaw, to_pcm

TONE_SECONDS, SILENT_SECONDS = 1.0, 4.0
_HERTZ = 450
_LEVEL = 0.1


def ringback() -> bytes:
    """One ring and the silence behind it, 8 kHz mu-law."""
    at = np.arange(round(TONE_SECONDS * LINE_RATE)) / LINE_RATE
    tone = pcm_to_ulaw(to_pcm(_LEVEL * np.sin(2 * np.pi * _HERTZ * at)))
    return tone + pcm_to_ulaw(b"\0\0" * round(SILENT_SECONDS * LINE_RATE))
