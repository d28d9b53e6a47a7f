"""What is on the line besides short answers: prompts and pieces of them, noise, tones, music.

Emits 16 kHz floats. The prompts are those that ship, as a caller's telephone sends them back or as
somebody else's speech: sentences we need not synthesise once more.
"""

import zipfile
from collections.abc import Iterator, Sequence

import numpy as np
import soxr

from speech.audio import LINE_RATE
from speech.audio.sound_files import load_sound
from speech.tts.pack import PACK
from training.digits.augment import RATE


def prompts(chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Endless stretches of 0.4 to 4 s of the prompts that ship."""
    with zipfile.ZipFile(PACK) as pack:
        names = pack.namelist()
        while True:
            narrow = load_sound(pack.read(names[chance.integers(len(names))]))
            if len(narrow) < LINE_RATE:
                # A clip of one word may be an answer: 是, 第一.
                continue
            size = int(LINE_RATE * np.exp(chance.uniform(np.log(0.6), np.log(4))))
            at = chance.integers(max(1, len(narrow) - size))
            yield soxr.resample(narrow[at : at + size], LINE_RATE, RATE)


def nobody(chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Endless sounds without speech, 0.3 to 3 s each."""
    kinds = (_noise, _tone, _keys, _music, _knocks, _silence)
    while True:
        seconds = float(chance.uniform(0.3, 3))
        sound = kinds[chance.integers(len(kinds))](int(RATE * seconds), chance)
        yield (0.5 * sound / (np.abs(sound).max() + 1e-6)).astype(np.float32)


def _noise(size: int, chance: np.random.Generator) -> np.ndarray:
    """White to brown, steady or in gusts."""
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    tilt = np.maximum(hertz, 60) ** -chance.uniform(0, 1.2)
    made = np.fft.irfft(np.fft.rfft(chance.standard_normal(size)) * tilt, size)
    knots = chance.uniform(0, chance.choice((0.1, 1.0)), max(2, size // 3000))
    gusts = np.interp(np.arange(size), np.linspace(0, size, len(knots)), 1 - knots)
    return made * gusts


def _tone(size: int, chance: np.random.Generator) -> np.ndarray:
    """Dial, busy, ring-back, fax and mains: sines, sounding or interrupted."""
    pitches: Sequence[float] = [
        (450,), (450,), (425,), (400, 450), (1100,), (2100,), (50, 100, 150), (1000,), (850,),
    ][chance.integers(9)]  # fmt: skip
    on, off = ((1, 0), (0.35, 0.35), (0.2, 0.2), (1, 4))[chance.integers(4)]
    return _sines(pitches, size) * (np.arange(size) / RATE % (on + off) < on)


def _keys(size: int, chance: np.random.Generator) -> np.ndarray:
    low, high = chance.choice((697, 770, 852, 941)), chance.choice((1209, 1336, 1477))
    on = chance.uniform(0.06, 0.3)
    return _sines((low, high), size) * (np.arange(size) / RATE % (2 * on) < on)


def _music(size: int, chance: np.random.Generator) -> np.ndarray:
    """Chords, plucked or held, as while one waits."""
    sound = np.zeros(size)
    at = 0
    decay = chance.uniform(0.3, 6)
    while at < size:
        length = min(size - at, int(RATE * chance.uniform(0.15, 0.8)))
        note = 440 * 2 ** (chance.integers(-18, 12) / 12)
        partials = [note * p for p in (1, 1.25, 1.5, 2, 3)[: chance.integers(1, 6)]]
        chord = _sines(partials, length) * np.exp(-decay * np.arange(length) / RATE)
        sound[at : at + length] = chord
        at += length
    return sound


def _knocks(size: int, chance: np.random.Generator) -> np.ndarray:
    """Knocks, clicks and puffs."""
    sound = chance.standard_normal(size) * 0.002
    for _ in range(chance.integers(1, 5)):
        length = int(RATE * chance.uniform(0.005, 0.2))
        at = chance.integers(max(1, size - length))
        knock = chance.standard_normal(length) * np.exp(-5 * np.arange(length) / length)
        sound[at : at + length] += np.convolve(knock, np.ones(chance.integers(1, 40)), "same")[
            : size - at
        ]
    return sound


def _silence(size: int, chance: np.random.Generator) -> np.ndarray:
    return chance.standard_normal(size)


def _sines(pitches: Sequence[float], size: int) -> np.ndarray:
    time = np.arange(size) / RATE
    return np.sum([np.sin(2 * np.pi * pitch * time) for pitch in pitches], axis=0)
