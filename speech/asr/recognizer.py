"""What every speech recogniser looks like from outside.

A `Recognizer` is loaded once per process and shared between threads; each utterance gets a
`RecognizerStream` of its own. Where an utterance begins and ends is decided outside (`speech.ear`),
so that no engine can be told from another behind this protocol.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from speech.audio import LINE_RATE
from speech.errors import SpeechError

UNSURE = " …"
"""Ends a partial text that is a first guess: good to show, not to act on."""


class Hint(StrEnum):
    """What kind of answer the caller is expected to give."""

    OPEN = "open"
    DIGITS = "digits"
    DATE = "date"
    YES_NO = "yesno"
    PHRASES = "phrases"
    STORY = "story"
    """Free speech that pauses to think: heard like OPEN, ended later."""


@dataclass(frozen=True)
class Expectation:
    """What the dialogue expects to hear next."""

    hint: Hint = Hint.OPEN
    phrases: tuple[str, ...] = ()
    """Words and phrases likely in the answer (domain terms, or the choices offered)."""
    digits: int = 0
    """How many digits the answer has at most, where it is a number; 0 if not known."""


@dataclass(frozen=True)
class Word:
    """One recognised word."""

    text: str
    confidence: float
    """0 to 1."""
    start: float
    """Seconds from the start of the utterance."""
    end: float


@dataclass(frozen=True)
class Alternative:
    """Another reading of the same utterance."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Transcript:
    """What an engine made of one utterance. Empty `text` means nothing intelligible was heard."""

    text: str
    confidence: float
    """0 to 1, the engine's own estimate brought to one scale."""
    engine: str
    audio_seconds: float
    seconds: float
    """Time the caller had to wait for this result after the end of the audio."""
    alternatives: tuple[Alternative, ...] = ()
    """Further readings, best first, without `text` itself."""
    words: tuple[Word, ...] = field(default=())


class RecognizerStream(Protocol):
    """One utterance being recognised. Used by one thread at a time."""

    def feed(self, pcm: bytes) -> str:
        """Take the next piece of 8 kHz 16-bit mono audio; return the partial text so far, or ''."""
        ...

    def finish(self) -> "Future[Transcript]":
        """End the utterance; its transcript comes from the engine's own threads. Returns at once."""
        ...

    def close(self) -> None:
        """Free what the stream holds. Safe to call twice, also instead of `finish`."""
        ...


@runtime_checkable
class EarlyStream(RecognizerStream, Protocol):
    """One utterance in an engine that recognises at the end, and can begin before it is sure."""

    def pause(self) -> None:
        """The caller has been silent for a moment and may have finished. Returns at once.

        What is fed during the pause is silence; `feed` returns the text once it is recognised.
        """
        ...

    def resume(self) -> None:
        """The caller goes on after a `pause`. Returns at once."""
        ...


class Recognizer(Protocol):
    """A loaded engine with its model."""

    name: str
    """'vosk' or 'whisper'."""

    def open(self, expectation: Expectation) -> RecognizerStream:
        """Start a new utterance."""
        ...


class SpeechUnavailableError(SpeechError):
    """No recogniser can be had; the message says what is missing and how to get it."""


def transcribe(
    recognizer: Recognizer, pcm: bytes, expectation: Expectation | None = None
) -> Transcript:
    """Recognise one whole utterance of 8 kHz 16-bit mono audio; wait for the result."""
    stream = recognizer.open(expectation or Expectation())
    try:
        for piece in _pieces(pcm, LINE_RATE // 50 * 2):
            stream.feed(piece)
        return stream.finish().result()
    finally:
        stream.close()


def _pieces(pcm: bytes, size: int) -> Sequence[bytes]:
    return [pcm[i : i + size] for i in range(0, len(pcm), size)]
