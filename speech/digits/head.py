"""Digits from the states of Whisper's encoder: heard when the caller pauses, and surely.

Until then the digits that the network of `live` follows are shown as not yet sure.

Receives telephone audio, emits `DigitsHeard`. The head is a small network of our own (`train_head`),
run by onnxruntime on what a large model hears.
"""

from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from speech.asr.early import EarlyHearing
from speech.asr.futures import chain, done
from speech.asr.recognizer import UNSURE
from speech.digits.encoder import FRAME_SECONDS, Encoder
from speech.digits.live import LiveDigits, LiveStream
from speech.digits.model import digits_heard, soften
from speech.digits.results import DigitsHeard
from speech.networks import network

HEADS = tuple(Path(__file__).with_name(f"digits_head_{n}.onnx") for n in (1, 2))
"""Two networks trained apart: a digit is heard where both believe it."""
_SOFTER = 1.3
"""Temperature at which the probabilities are what they say they are, on speech kept aside."""


class DigitHead:
    """Encoder and heads, loaded once and shared between threads."""

    def __init__(self, whisper: Path, at_once: int = 1, heads: Sequence[Path] = HEADS) -> None:
        """`whisper` is the folder with the weights of whisper-base.

        `at_once` utterances are heard at the same time, each by one core.
        """
        self._encoder = Encoder(whisper, at_once)
        self._heads = [network(head) for head in heads]
        self._queue = ThreadPoolExecutor(at_once, thread_name_prefix="digits")
        self._live = LiveDigits()

    def open(self) -> "HeadStream":
        """Start a new utterance."""
        return HeadStream(self, self._live.open())

    def hear(self, pcm: bytes) -> np.ndarray:
        """Log probabilities (frames, classes) of 8 kHz 16-bit mono audio; a few tenths of a second."""
        states = self._encoder.states(pcm)
        heard = [head.run(None, {"states": states[None]})[0][0] for head in self._heads]
        return soften(np.mean(heard, axis=0), _SOFTER)

    def begin(self, pcm: bytes) -> "Future[np.ndarray]":
        """Begin to `hear` in a thread of the model's own; returns at once."""
        return self._queue.submit(self.hear, pcm)

    def read(self, frames: np.ndarray, lengths: Collection[int]) -> "Future[DigitsHeard]":
        """The digits in log probabilities, in the background."""
        return self._queue.submit(digits_heard, frames, lengths, FRAME_SECONDS)


class HeadStream(EarlyHearing[np.ndarray]):
    """One utterance: kept until the caller pauses, then heard."""

    def __init__(self, head: DigitHead, live: LiveStream) -> None:
        super().__init__(head.begin)
        self._head = head
        self._live = live
        self._so_far = ""

    def feed(self, pcm: bytes) -> str:
        """Take the next 8 kHz 16-bit mono audio; return the digits so far.

        Once known those before the pause; else what the live network has, with `UNSURE`.
        """
        self.keep(pcm)
        guess = self._live.feed(pcm)
        if self._begun is None or not self._begun.done():
            return guess and guess + UNSURE
        self._so_far = self._so_far or digits_heard(self._begun.result()).digits
        return self._so_far

    def resume(self) -> None:
        """Drop what was heard: the caller goes on."""
        super().resume()
        self._so_far = ""

    def finish(self, lengths: Collection[int] = ()) -> "Future[DigitsHeard]":
        """End the utterance; `lengths` are the numbers of digits it probably has."""
        self.pause()
        if self._begun is None:
            return done(DigitsHeard(""))
        return chain(self._begun, lambda frames: self._head.read(frames, lengths))
