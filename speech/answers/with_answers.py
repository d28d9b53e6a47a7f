"""Ears for short answers beside any engine, behind the protocol of any recogniser.

Where a yes, a no or a choice is expected both hear the caller; everywhere else the engine is alone.
"""

import time
from concurrent.futures import Future
from dataclasses import replace
from typing import Protocol

from speech.answers.fusion import fused
from speech.answers.head import Likely
from speech.asr.futures import chain, then
from speech.asr.recognizer import (
    EarlyStream,
    Expectation,
    Hint,
    Recognizer,
    RecognizerStream,
    Transcript,
)

HINTS = (Hint.YES_NO, Hint.PHRASES)
"""Where short answers are listened for."""


class Stream(Protocol):
    """One utterance that may be a short answer, such as `AnswerStream`."""

    def feed(self, pcm: bytes) -> None:
        """Take the next audio."""
        ...

    def pause(self) -> None:
        """The caller may have finished."""
        ...

    def resume(self) -> None:
        """The caller goes on."""
        ...

    def finish(self) -> "Future[Likely]":
        """End the utterance."""
        ...


class AnswerEars(Protocol):
    """A loaded model that hears short answers, such as `AnswerHead`."""

    def open(self) -> Stream:
        """Start a new utterance."""
        ...


class WithAnswers:
    """A recogniser with ears of their own for short answers."""

    def __init__(self, main: Recognizer, ears: AnswerEars) -> None:
        self._main = main
        self._ears = ears
        self.name = main.name

    def open(self, expectation: Expectation) -> RecognizerStream:
        """Start a new utterance."""
        main = self._main.open(expectation)
        if expectation.hint not in HINTS:
            return main
        return _Both(main, self._ears.open(), expectation.hint)


class _Both:
    """One utterance heard by both."""

    def __init__(self, main: RecognizerStream, answers: Stream, hint: Hint) -> None:
        self._main = main
        self._answers = answers
        self._hint = hint

    def feed(self, pcm: bytes) -> str:
        """See `RecognizerStream.feed`."""
        self._answers.feed(pcm)
        return self._main.feed(pcm)

    def pause(self) -> None:
        """See `EarlyStream.pause`."""
        self._answers.pause()
        if isinstance(self._main, EarlyStream):
            self._main.pause()

    def resume(self) -> None:
        """See `EarlyStream.resume`."""
        self._answers.resume()
        if isinstance(self._main, EarlyStream):
            self._main.resume()

    def finish(self) -> "Future[Transcript]":
        """See `RecognizerStream.finish`."""
        started = time.monotonic()
        likely = self._answers.finish()
        main = self._main.finish()

        def joined(words: Transcript) -> "Future[Transcript]":
            return then(likely, lambda known: fused(words, known, self._hint))

        return then(chain(main, joined), lambda found: _waited(found, started))

    def close(self) -> None:
        """See `RecognizerStream.close`."""
        self._main.close()


def _waited(found: Transcript, started: float) -> Transcript:
    return replace(found, seconds=time.monotonic() - started)
