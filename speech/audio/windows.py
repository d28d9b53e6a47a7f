"""Cuts long audio where it is quietest."""

from collections.abc import Iterator

import numpy as np

from speech.audio import LINE_RATE

_FRAME = LINE_RATE // 50


def windows(pcm: bytes, longest: float) -> Iterator[bytes]:
    """Pieces of 8 kHz 16-bit audio, none longer than `longest` seconds.

    Each cut lies at the quietest moment of the piece's second half.
    """
    samples = np.frombuffer(pcm, "<i2")
    most = int(longest * LINE_RATE)
    while len(samples) > most:
        at = _quietest(samples[most // 2 : most]) + most // 2
        yield samples[:at].tobytes()
        samples = samples[at:]
    yield samples.tobytes()


def _quietest(samples: np.ndarray) -> int:
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float32)
    # Three tenths of a second, so that the gap before a stop does not count as a pause.
    loudness = np.convolve((frames**2).sum(axis=1), np.ones(15), mode="same")
    return int(loudness.argmin()) * _FRAME
