"""What is on a telephone line besides people, as 8 kHz 16-bit mono PCM."""

from collections.abc import Sequence

import numpy as np

RATE = 8000


def tone(
    seconds: float, frequencies: Sequence[float], level: int = 3000, on: float = 1, off: float = 0
) -> bytes:
    """Sines of `level` each, sounding `on` seconds and pausing `off` seconds in turn."""
    time = np.arange(int(RATE * seconds)) / RATE
    sound = sum(np.sin(2 * np.pi * frequency * time) for frequency in frequencies)
    return _pcm(level * sound * (time % (on + off) < on))


def keys() -> bytes:
    """The tones of the twelve keys, one after the other."""
    pairs = [(low, high) for low in (697, 770, 852, 941) for high in (1209, 1336, 1477)]
    return b"".join(tone(0.4, pair, on=0.2, off=0.2) for pair in pairs)


def music(seed: int) -> bytes:
    """Twelve seconds of plucked chords: music while one waits."""
    chance = np.random.default_rng(seed)
    sound = []
    for _ in range(30):
        note = chance.choice([196, 220, 247, 262, 294, 330, 349, 392, 440])
        time = np.arange(int(RATE * chance.choice([0.2, 0.4, 0.6]))) / RATE
        partials = ((1, 2500), (1.25, 1500), (1.5, 1500), (2, 900), (3, 400))
        chord = sum(level * np.sin(2 * np.pi * note * part * time) for part, level in partials)
        sound.append(chord * np.exp(-2 * time))
    return _pcm(np.concatenate(sound))


def hiss(seconds: float, level: int, seed: int = 1) -> bytes:
    """White noise of `level` (root mean square)."""
    return _pcm(np.random.default_rng(seed).normal(0, level, int(RATE * seconds)))


def _pcm(sound: np.ndarray) -> bytes:
    return np.clip(sound, -32768, 32767).astype("<i2").tobytes()


SOUNDS = {
    "silence": bytes(2 * RATE * 5),
    "hiss": hiss(5, 300),
    "loud hiss": hiss(5, 1500),
    "dial tone": tone(10, [450]),
    "loud dial tone": tone(10, [450], level=16000),
    "busy tone": tone(7, [450], on=0.35, off=0.35),
    "ring-back tone": tone(10, [450], on=1, off=4),
    "mains hum": tone(5, [50, 100, 150], level=1500),
    "fax": tone(3, [1100]),
    "keys": keys(),
}
"""Sounds that must not even begin an utterance."""
