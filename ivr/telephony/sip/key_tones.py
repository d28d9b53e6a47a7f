"""Keys as tones in the audio (ITU-T Q.23), for a trunk that offers no telephone-events.

Strict rather than quick to hear: a key nobody pressed would lead a caller astray.
"""

import numpy as np

from ivr.telephony.sip.codec import FRAME

LOW, HIGH = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0)
KEYS = ("123", "456", "789", "*0#")
PURE = 0.9
"""Share of a frame's energy that both tones must have together; speech has less."""
TWIST = 6.0
"""Times one tone may be as strong as the other."""
QUIET = 1e-4
"""Mean square of full scale below which nothing is listened for: -40 dB."""
CERTAIN_FRAMES = 2
"""Frames of 20 ms in a row that tell of a key, and of its end: presses of 55 ms and pauses of 40 are sure
to be heard, and one lost packet is no second press."""

OFF = (0.988, 0.996, 1.004, 1.012)
"""A telephone's pitch may be 1.5 % off; 20 ms tell 0.4 % from it well enough."""

_AT = np.arange(FRAME) / 8000
_WAVES = np.exp(-2j * np.pi * np.outer(np.outer([*LOW, *HIGH], OFF), _AT)).T


class KeyTones:
    """Listens to one call."""

    def __init__(self) -> None:
        self._pressed = ""
        self._last = ""
        self._frames = 0

    def take(self, pcm: bytes) -> str:
        """The key that 20 ms of 16-bit samples make certain; '' else. Each press once."""
        key = _key_in(pcm)
        self._frames = self._frames + 1 if key == self._last else 1
        self._last = key
        if self._frames < CERTAIN_FRAMES or key == self._pressed:
            return ""
        self._pressed = key
        return key


def _key_in(pcm: bytes) -> str:
    samples = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
    energy = float(samples @ samples)
    if len(samples) != FRAME or energy < QUIET * FRAME:
        return ""
    # A sine of amplitude a has (a * FRAME / 2)² here and the energy a² * FRAME / 2.
    shares = np.abs(samples @ _WAVES) ** 2 * 2 / FRAME / energy
    shares = shares.reshape(-1, len(OFF)).max(axis=1)
    low, high = int(shares[:4].argmax()), int(shares[4:].argmax())
    pair = shares[low], shares[4 + high]
    if sum(pair) < PURE or max(pair) > TWIST * min(pair):
        return ""
    return KEYS[low][high]
