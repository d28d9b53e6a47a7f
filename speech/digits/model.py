"""The digit model at work: receives 8 kHz audio piece by piece, emits the digits heard.

Two small networks run by onnxruntime. `digits.onnx` follows the speech and gives the digits so far;
`digits_whole.onnx` goes over what it heard once more when the utterance has ended.
"""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import onnxruntime

from speech.digits import beam
from speech.digits.columns import confidences, rivals
from speech.digits.features import BANDS, SILENCE, Features
from speech.digits.heard import DigitsHeard
from speech.digits.tokens import BLANK, DIGITS, OTHER

FOLDER = Path(__file__).parent
FRAME_SECONDS = 0.03
STRIDE = 3
"""Feature rows per output frame: 30 ms, so that two quick syllables never share one."""
CONTEXT = 36
"""Feature rows an output frame sees besides its own, half before and half after."""
MEMORY = 160
"""Size of what the first network carries from piece to piece."""
_SOFTER = 1.0
"""Temperature that makes the probabilities what they say they are, found by `evaluate`."""


class DigitModel:
    """Both networks, loaded once and shared between threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._live = _session(folder / "digits.onnx")
        self._whole = _session(folder / "digits_whole.onnx")

    def open(self) -> "DigitStream":
        """Start a new utterance."""
        return DigitStream(self)

    def follow(self, rows: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, ...]:
        """Run the first network: what it heard (m, width), log probabilities (m, classes), state."""
        heard, logp, state = self._live.run(None, {"rows": rows[None], "state": state})
        return heard[0], logp[0], state

    def review(self, heard: np.ndarray) -> np.ndarray:
        """Run the second network: log probabilities (m, classes)."""
        return self._whole.run(None, {"heard": heard[None]})[0][0]


class DigitStream:
    """One utterance. Used by one thread at a time."""

    def __init__(self, model: DigitModel) -> None:
        self._model = model
        self._features = Features()
        self._rows = _silence(CONTEXT // 2)
        self._state = np.zeros((1, 1, MEMORY), np.float32)
        self._heard: list[np.ndarray] = []
        self._digits = ""
        self._last = BLANK

    def feed(self, pcm: bytes) -> str:
        """Take the next 8 kHz 16-bit mono audio; return the digits so far."""
        self._follow(self._features.feed(pcm))
        return self._digits

    def pause(self) -> None:
        """It follows all the time: a pause is nothing to it."""

    def resume(self) -> None:
        """See `pause`."""

    def finish(self, lengths: Collection[int] = ()) -> DigitsHeard:
        """End the utterance; `lengths` are the numbers of digits it probably has."""
        self._follow(_silence(CONTEXT // 2))
        if not self._heard:
            return DigitsHeard("")
        logp = soften(self._model.review(np.concatenate(self._heard)))
        return digits_heard(logp, lengths)

    def _follow(self, rows: np.ndarray) -> None:
        self._rows = np.concatenate([self._rows, rows])
        frames = (len(self._rows) - CONTEXT - 1) // STRIDE + 1
        if frames <= 0:
            return
        heard, logp, self._state = self._model.follow(self._rows, self._state)
        self._rows = self._rows[frames * STRIDE :]
        self._heard.append(heard)
        for c in logp.argmax(1).tolist():
            if c != self._last:
                self._digits += DIGITS[c]
            self._last = c


def soften(logp: np.ndarray, temperature: float = _SOFTER) -> np.ndarray:
    """Log probabilities flattened by `temperature`."""
    scaled = logp / temperature
    return scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True)


def digits_heard(
    logp: np.ndarray, lengths: Collection[int] = (), frame_seconds: float = FRAME_SECONDS
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


def _silence(rows: int) -> np.ndarray:
    return np.full((rows, BANDS), SILENCE, np.float32)


def _session(file: Path) -> onnxruntime.InferenceSession:
    """One thread each: many calls share the processor, and the networks are small."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
