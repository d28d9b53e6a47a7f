"""Makes one studio utterance into the many that could come over a telephone line.

Receives 16 kHz speech, emits 8 kHz speech. Every choice comes from the given
generator: the same seed gives the same sound.
"""

import numpy as np
import soxr

from speech.audio import LINE_RATE
from speech.audio.telephone import pcm_to_ulaw, to_floats, to_pcm, ulaw_to_pcm

RATE = 16000


def other_speaker(speech: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Pitch, formants and tempo moved together, as by another tape speed."""
    factor = float(np.exp(chance.normal(0, 0.11)))
    factor = min(max(factor, 0.76), 1.28)
    return soxr.resample(speech, RATE, RATE * factor, quality="LQ")


def reverberant(speech: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Heard in a room: a decaying noise tail, 0.05 to 0.6 s, below the direct sound."""
    seconds = chance.uniform(0.05, 0.6)
    length = int(RATE * seconds)
    tail = chance.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail[: int(RATE * chance.uniform(0.001, 0.02))] = 0
    tail *= 10 ** (chance.uniform(-18, 2) / 20) / (np.linalg.norm(tail) + 1e-9)
    tail[0] = 1
    size = _fft_size(len(speech) + length)
    wet = np.fft.irfft(np.fft.rfft(speech, size) * np.fft.rfft(tail, size), size)
    return wet[: len(speech) + length // 2].astype(np.float32)


def on_the_line(speech: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """To 8 kHz, with the limits and the uneven response of a telephone."""
    narrow = soxr.resample(speech, RATE, LINE_RATE, quality="MQ")
    size = _fft_size(len(narrow) + 256)
    hertz = np.fft.rfftfreq(size, 1 / LINE_RATE)
    low, high = chance.uniform(40, 450), chance.uniform(2700, 3900)
    gain = 1 / (1 + (low / np.maximum(hertz, 1)) ** chance.uniform(2, 8))
    gain /= 1 + (hertz / high) ** 16
    tilt = chance.normal(0, 4) * np.log2(np.maximum(hertz, 100) / 1000)
    knots = chance.normal(0, chance.uniform(0, 8), 8)
    gain *= 10 ** ((tilt + np.interp(hertz, np.linspace(0, 4000, 8), knots)) / 20)
    return np.fft.irfft(np.fft.rfft(narrow, size) * gain, size)[: len(narrow)].astype(np.float32)


def noise(length: int, chance: np.random.Generator, babble: np.ndarray) -> np.ndarray:
    """White to brown noise, hum, or other people (`babble`, 8 kHz), of power 1."""
    kind = chance.random()
    if kind < 0.35 and len(babble) >= length:
        made = babble[:length]
    else:
        size = _fft_size(length)
        hertz = np.fft.rfftfreq(size, 1 / LINE_RATE)
        tilt = np.maximum(hertz, 60) ** -chance.uniform(0, 1.1)
        made = np.fft.irfft(np.fft.rfft(chance.standard_normal(size)) * tilt, size)[:length]
    if chance.random() < 0.1:
        hum = np.sin(2 * np.pi * 50 * np.arange(length) / LINE_RATE)
        made = made + hum * made.std() * chance.uniform(0, 2)
    return (made / (made.std() + 1e-9)).astype(np.float32)


def coded(speech: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Loud or faint, clipped now and then, mu-law, with lost packets silent or repeated."""
    level = 10 ** (chance.uniform(-36, -12) / 20)
    speech = speech * (level / (_active(speech) + 1e-9))
    if chance.random() < 0.08:
        limit = np.abs(speech).max() * chance.uniform(0.25, 0.8)
        speech = np.clip(speech, -limit, limit)
    speech = to_floats(ulaw_to_pcm(pcm_to_ulaw(to_pcm(speech)))).copy()
    if chance.random() < 0.15:
        frame = LINE_RATE // 50
        for at in np.flatnonzero(chance.random(len(speech) // frame) < chance.uniform(0, 0.04)):
            start = at * frame
            repeat = start >= frame and chance.random() < 0.5
            speech[start : start + frame] = speech[start - frame : start] * 0.7 if repeat else 0
    return speech


def uneven(speech: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Syllables weaker and stronger than the voice made them: people swallow some."""
    knots = chance.normal(0, chance.uniform(0, 6), max(2, len(speech) * 4 // RATE))
    places = np.linspace(0, len(speech), len(knots))
    gain = np.interp(np.arange(len(speech)), places, knots)
    return (speech * 10 ** (gain / 20)).astype(np.float32)


def padded(speech: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Add some silence before and after."""
    return np.pad(speech, tuple(int(RATE * chance.uniform(0.02, 0.6)) for _ in range(2)))


def telephone(speech: np.ndarray, chance: np.random.Generator, babble: np.ndarray) -> np.ndarray:
    """One way in which 16 kHz `speech` could arrive at 8 kHz."""
    if chance.random() < 0.85:
        speech = other_speaker(speech, chance)
    if chance.random() < 0.6:
        speech = uneven(speech, chance)
    speech = padded(speech, chance)
    if chance.random() < 0.25:
        speech = reverberant(speech, chance)
    heard = on_the_line(speech, chance)
    if chance.random() < 0.85:
        ratio = chance.uniform(5, 15) if chance.random() < 0.08 else chance.uniform(14, 45)
        heard = heard + noise(len(heard), chance, babble) * _active(heard) * 10 ** (-ratio / 20)
    return coded(heard, chance)


def _fft_size(length: int) -> int:
    return 1 << (length - 1).bit_length()


def _active(speech: np.ndarray) -> float:
    """Amplitude where there is speech: the louder half of the energy decides."""
    frames = speech[: len(speech) // 160 * 160].reshape(-1, 160)
    power = np.square(frames).mean(1) if len(frames) else np.zeros(1)
    loud = power[power > power.max(initial=0) * 0.02]
    return float(np.sqrt(loud.mean())) if loud.size else 0.0
