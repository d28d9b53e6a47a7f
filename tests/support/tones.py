"""Keys as tones (ITU-T Q.23), made apart from what hears them."""

import numpy as np

from speech.audio.telephone import to_pcm

ROWS, COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477)
PAD = "123456789*0#"


def keyed(
    key: str, seconds: float = 0.02, level: float = 0.2, twist: float = 1.0, off: float = 1.0
) -> bytes:
    """The tone of a key, 16-bit samples; the high tone `twist` times as loud, both `off` pitch."""
    place = PAD.index(key)
    at = np.arange(round(8000 * seconds)) / 8000
    low = np.sin(2 * np.pi * ROWS[place // 3] * off * at)
    high = np.sin(2 * np.pi * COLUMNS[place % 3] * off * at)
    return to_pcm(level * (low + twist * high))
