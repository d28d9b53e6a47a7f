"""Short answers from the states of Whisper's encoder, heard when the caller pauses.

Receives telephone audio, emits the probability of each `Kind`. The heads are small networks of our own
(`training.answers`), run by onnxruntime on what a large model hears.
"""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from speech.answers.kinds import Kind
from speech.asr.early import EarlyHearing
from speech.asr.futures import done
from speech.audio import LINE_RATE
from speech.digits.encoder import Encoder
from speech.networks import network

HEADS = tuple(Path(__file__).with_name(f"answers_head_{n}.onnx") for n in (1, 2))
"""Two networks trained apart: what one makes up the other seldom does."""
_SHORTEST, _LONGEST = 0.2, 5.0
"""Seconds. Less cannot be an answer; more is no short one, and belongs to the main engine."""

Likely = Mapping[Kind, float]
"""How likely each kind is, 0 to 1; empty where nothing can be said."""


def in_pairs(states: np.ndarray) -> np.ndarray:
    """The means of each two neighbours: 40 ms a row are enough to tell words apart."""
    whole = states[: len(states) // 2 * 2].astype(np.float32)
    return whole.reshape(-1, 2, states.shape[1]).mean(1)


class AnswerHead:
    """The heads on an encoder, shared between threads."""

    def __init__(self, encoder: Encoder, at_once: int = 1) -> None:
        """`at_once` utterances are heard at the same time, each by one core."""
        self._encoder = encoder
        self._heads = [network(head) for head in HEADS]
        self._queue = ThreadPoolExecutor(at_once, thread_name_prefix="answers")

    def open(self) -> "AnswerStream":
        """Start a new utterance."""
        return AnswerStream(self.begin)

    def hear(self, pcm: bytes) -> Likely:
        """What 8 kHz 16-bit mono audio says; a tenth of a second or two."""
        if not _SHORTEST < len(pcm) / 2 / LINE_RATE < _LONGEST:
            return {}
        return self.judge(self._encoder.states(pcm))

    def judge(self, states: np.ndarray) -> Likely:
        """What the encoder's states (frames, width) say."""
        paired = in_pairs(states)[None]
        heard = [head.run(None, {"states": paired})[0][0] for head in self._heads]
        shares = np.exp(np.mean(heard, axis=0))
        return dict(zip(Kind, (shares / shares.sum()).tolist(), strict=True))

    def begin(self, pcm: bytes) -> "Future[Likely]":
        """Begin to `hear` in a thread of the model's own; returns at once."""
        return self._queue.submit(self.hear, pcm)


class AnswerStream(EarlyHearing[Likely]):
    """One utterance: kept until the caller pauses, then heard."""

    def feed(self, pcm: bytes) -> None:
        """Take the next 8 kHz 16-bit mono audio."""
        self.keep(pcm)

    def finish(self) -> "Future[Likely]":
        """End the utterance; what it says comes from the model's own threads."""
        self.pause()
        return self._begun or done({})
