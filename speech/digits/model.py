"""From a network's output to what was heard: strings, single digits, times, and how sure each is.

Receives log probabilities (frames, classes), emits `DigitsHeard`.
"""

from collections.abc import Collection

import numpy as np

from speech.digits import beam
from speech.digits.posteriors import confidences, rivals
from speech.digits.results import DigitsHeard
from speech.digits.tokens import OTHER


def soften(logp: np.ndarray, temperature: float) -> np.ndarray:
    """Log probabilities flattened by `temperature`; networks are surer than they are right."""
    scaled = logp / temperature
    return scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True)


def digits_heard(
    logp: np.ndarray, lengths: Collection[int] = (), frame_seconds: float = 0.02
) -> DigitsHeard:
    """Everything that log probabilities (frames, classes) say about an utterance."""
    readings = beam.readings(logp, lengths)
    digits = readings[0].digits
    said = [c for c, _ in beam.greedy(logp)]
    places = beam.spans(logp, digits)
    return DigitsHeard(
        digits=digits,
        confidences=confidences(digits, readings),
        alternatives=rivals(digits, readings),
        readings=readings,
        speech_other=said.count(OTHER) / len(said) if said else 0.0,
        spans=tuple((a * frame_seconds, (b + 1) * frame_seconds) for a, b in places),
    )
