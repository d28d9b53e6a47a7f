"""One call's ear: finds where utterances begin and end and hands them to the recogniser.

No I/O, no threads, no clock: time is counted in audio. The same for every engine.
"""

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from speech.asr.recognizer import (
    EarlyStream,
    Expectation,
    Hint,
    Recognizer,
    RecognizerStream,
    Transcript,
)
from speech.audio import LINE_RATE
from speech.audio.telephone import to_floats
from speech.audio.vad import WINDOW, VoiceDetector
from speech.echo import EchoGuard
from speech.endpoint import patience

BYTES_PER_SECOND = LINE_RATE * 2

SPEECH = 0.5
"""Probability from which a window counts as speech."""
STILL_SPEECH = 0.35
"""Probability from which a window continues speech; lower, so that soft endings are not cut."""
SURE = 0.95
"""Probability reached by any speech at its beginning but a faint one's; plucked music seldom does."""
FAINT = 0.02
"""Root mean square of full scale below which speech is too faint to be that sure."""
START_SECONDS = 0.128
"""Speech needed before an utterance has begun: longer than a click or a knock."""
PAUSE_SECONDS = 0.256
"""Silence after which the engine is told that this may be the end; a breath is shorter."""
PRE_ROLL = 0.4
"""Seconds kept from before the start: soft first sounds are often missed."""
MOST_DOUBT = 2.0
"""Seconds kept of what may be a beginning until that is sure: the first digits of a number are in them. While
we play, our own echo may be, and no more than the usual is kept."""


@dataclass(frozen=True)
class SpeechStarted:
    """The caller has begun to speak. Interrupts a prompt."""


@dataclass(frozen=True)
class Partial:
    """What has been recognised so far."""

    text: str


@dataclass(frozen=True)
class Utterance:
    """What the caller said in one go, and its recognition under way."""

    pcm: bytes
    """8 kHz 16-bit mono, from a little before the speech to the end of the pause."""
    endpoint_delay: float
    """Seconds of silence it took to be sure that it is over."""
    stream: RecognizerStream

    def transcribe(self) -> "Future[Transcript]":
        """Begin to recognise it; returns at once. Call it once."""
        result = self.stream.finish()
        result.add_done_callback(lambda _: self.stream.close())
        return result


@dataclass(frozen=True)
class SpeechEnded:
    """The caller has finished speaking."""

    utterance: Utterance


EarEvent = SpeechStarted | Partial | SpeechEnded


class Ear:
    """Finds the utterances on one line. Used by one thread at a time."""

    _stream: RecognizerStream | None
    _hint: Hint
    _pcm: bytearray
    _partial: str
    _voiced: float
    """Seconds of speech heard that may be a beginning."""
    _since: float
    """Seconds since the first of it, with nothing played."""
    _surest: float
    """Highest probability among them."""
    _silence: float
    """Seconds since the last speech."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self._detector = VoiceDetector()
        self._echo = EchoGuard()
        self._expectation = Expectation()
        self._before: deque[bytes] = deque()
        self._before_bytes = 0
        self._forget()

    def expect(self, expectation: Expectation) -> None:
        """Tell what the next answer is about. An utterance under way keeps its own."""
        self._expectation = expectation

    def plays(self, pcm: bytes) -> None:
        """Take note of what is sent to the caller: its echo is nobody's speech."""
        self._echo.play(pcm)

    def hushed(self) -> None:
        """Note that what was sent last will not be played: the prompt was stopped."""
        self._echo.stop()

    def feed(self, pcm: bytes) -> list[EarEvent]:
        """Take the next piece of 8 kHz 16-bit mono audio (20 ms or so)."""
        self._echo.hear(pcm)
        probabilities = list(self._detector.feed(pcm))
        if self._stream is None:
            return self._wait(pcm, probabilities)
        return self._follow(pcm, probabilities)

    def flush(self) -> Utterance | None:
        """End what is being said right now, if anything."""
        if self._stream is None:
            return None
        return self._end()

    def reset(self) -> None:
        """Drop what is being said."""
        if self._stream is not None:
            self._stream.close()
        self._forget()

    def close(self) -> None:
        """Free the recogniser: the line is closed."""
        self.reset()

    def _wait(self, pcm: bytes, probabilities: list[float]) -> list[EarEvent]:
        self._remember(pcm)
        for probability in probabilities:
            speech = self._voiced + WINDOW if probability >= SPEECH else self._voiced - WINDOW
            self._voiced = max(0.0, speech)
            doubted = self._voiced and self._echo.is_quiet()
            self._since = self._since + WINDOW if doubted else 0.0
            self._surest = max(self._surest, probability) if self._voiced else 0.0
        if self._voiced < START_SECONDS or not self._likely():
            return []
        if self._echo.echoes():
            self._voiced = self._since = self._surest = 0.0
            return []
        self._begin()
        return [SpeechStarted()]

    def _likely(self) -> bool:
        """Whether what may be a beginning is speech rather than music."""
        latest = round((PRE_ROLL + START_SECONDS) * LINE_RATE)
        heard = to_floats(b"".join(self._before))[-latest:]
        return self._surest >= SURE or float(np.sqrt(np.mean(heard**2))) < FAINT

    def _remember(self, pcm: bytes) -> None:
        self._before.append(pcm)
        self._before_bytes += len(pcm)
        beginning = min(max(self._since, START_SECONDS), MOST_DOUBT)
        keep = (PRE_ROLL + beginning) * BYTES_PER_SECOND
        while self._before_bytes - len(self._before[0]) >= keep:
            self._before_bytes -= len(self._before.popleft())

    def _begin(self) -> None:
        self._stream = self._recognizer.open(self._expectation)
        self._hint = self._expectation.hint
        for piece in self._before:
            self._hear(piece)
        self._before.clear()
        self._before_bytes = 0

    def _follow(self, pcm: bytes, probabilities: list[float]) -> list[EarEvent]:
        events = self._hear(pcm)
        for probability in probabilities:
            self._mind_pause(probability >= STILL_SPEECH)
        limits = patience(self._hint, self._partial)
        if self._silence >= limits.pause or len(self._pcm) >= limits.longest * BYTES_PER_SECOND:
            events.append(SpeechEnded(self._end()))
        return events

    def _mind_pause(self, speaking: bool) -> None:
        """Count the silence and tell the engine when it begins to matter and when it is over."""
        before = self._silence
        self._silence = 0.0 if speaking else before + WINDOW
        if not isinstance(self._stream, EarlyStream):
            return
        if speaking and before >= PAUSE_SECONDS:
            self._stream.resume()
            self._partial = ""
        elif before < PAUSE_SECONDS <= self._silence:
            self._stream.pause()

    def _hear(self, pcm: bytes) -> list[EarEvent]:
        assert self._stream is not None
        self._pcm += pcm
        partial = self._stream.feed(pcm)
        if partial and partial != self._partial:
            self._partial = partial
            return [Partial(partial)]
        return []

    def _end(self) -> Utterance:
        assert self._stream is not None
        utterance = Utterance(bytes(self._pcm), self._silence, self._stream)
        self._forget()
        return utterance

    def _forget(self) -> None:
        self._stream = None
        self._hint = self._expectation.hint
        self._pcm = bytearray()
        self._partial = ""
        self._voiced = self._since = self._surest = 0.0
        self._silence = 0.0
