"""Whisper: recognises when the caller has finished."""

import re
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from speech.asr.answer_words import ANSWERS
from speech.asr.futures import then
from speech.asr.recognizer import Alternative, Expectation, Hint, SpeechUnavailableError, Transcript
from speech.asr.soundalike import alike, sound_alike
from speech.asr.whisper.decoder import RATE, SENTENCES, USUAL, Encoded, WhisperHypothesis, loaded
from speech.asr.whisper.prompts import FREE, prompt_for, prompt_of
from speech.asr.whisper.text import leaked, made_up
from speech.audio import LINE_RATE
from speech.audio.front_end import prepared
from speech.audio.windows import windows

MAX_ALTERNATIVES = 4
WINDOW_SECONDS = 28
"""The model hears 30 s at most; longer stories are cut."""
DOUBTFUL = 0.65
"""Confidence below which an utterance is decoded a second time."""
SECOND_READINGS = 2
BIASED = 0.7
"""Readings made with a few phrases in mind look surer than they are, by about this much."""
WORTH_OFFERING = 0.3
"""A reading with less of the best one's confidence than this is no alternative."""
NO_SPEECH = 0.6
UNSURE = 0.35
"""Confidence below which a reading is dropped where `NO_SPEECH` says that hardly anybody spoke."""

_PUNCTUATION = re.compile(r"[\W_]+")


class Whisper:
    """One model, shared between threads.

    So many utterances are decoded at once as are said to `__init__`, each by one core; others wait.
    """

    name = "whisper"

    def __init__(self, folder: Path, at_once: int = 1) -> None:
        """Load the model in `folder`. Raises `SpeechUnavailableError` if it cannot be loaded."""
        try:
            self._decoder = loaded(folder, at_once)
        except (RuntimeError, OSError, ValueError) as error:
            raise SpeechUnavailableError(f"{folder} holds no Whisper model: {error}") from error
        self._queue = ThreadPoolExecutor(at_once, thread_name_prefix="whisper")
        self._at_once = at_once
        self._begun = 0
        """Utterances that wait or are being decoded."""
        self._lock = threading.Lock()

    def open(self, expectation: Expectation) -> "WhisperStream":
        """Start a new utterance."""
        return WhisperStream(self, expectation)

    def begin(self, pcm: bytes, expectation: Expectation) -> "Future[list[Alternative]]":
        """All readings of an utterance, best first; empty if nothing intelligible was said."""
        with self._lock:
            self._begun += 1
        future = self._queue.submit(self._recognise, pcm, expectation)
        future.add_done_callback(self._done)
        return future

    def begin_if_idle(
        self, pcm: bytes, expectation: Expectation
    ) -> "Future[list[Alternative]] | None":
        """Begin on what may be half an utterance; None while all decoders are busy."""
        return self.begin(pcm, expectation) if self._begun < self._at_once else None

    def _done(self, _future: "Future[list[Alternative]]") -> None:
        with self._lock:
            self._begun -= 1

    def _recognise(self, pcm: bytes, expectation: Expectation) -> list[Alternative]:
        readings: list[Alternative] = []
        least = SENTENCES if expectation.hint in FREE else USUAL
        for piece in windows(pcm, WINDOW_SECONDS):
            samples = prepared(piece, RATE)
            if samples is not None:
                encoded = self._decoder.encode(samples, least)
                readings = _after(readings, self._readings(encoded, expectation))
        return readings

    def _readings(self, encoded: Encoded, expectation: Expectation) -> list[WhisperHypothesis]:
        """What one window may be; a doubtful one is decoded again with what it sounds like."""
        first = self._decode(encoded, prompt_for(expectation), MAX_ALTERNATIVES + 1)
        likely = (*ANSWERS.get(expectation.hint, ()), *expectation.phrases)
        if not likely or (first and first[0].confidence >= DOUBTFUL):
            return first
        heard = [h.text for h in first]
        near = sound_alike(likely).near(heard)
        second = self._decode(encoded, prompt_of(near), SECOND_READINGS) if near else []
        biased = [
            replace(h, confidence=h.confidence * BIASED) for h in second if alike(h.text, heard)
        ]
        return [*first[:1], *biased, *first[1:]]

    def _decode(self, encoded: Encoded, prompt: str, most: int) -> list[WhisperHypothesis]:
        found = self._decoder.decode(encoded, prompt, most)
        return [h for h in found if _heard(h, prompt, encoded.seconds)]


class WhisperStream:
    """One utterance: kept until the caller pauses, then recognised."""

    def __init__(self, engine: Whisper, expectation: Expectation) -> None:
        self._engine = engine
        self._expectation = expectation
        self._pcm = bytearray()
        self._begun: Future[list[Alternative]] | None = None
        """What was said up to the pause, being recognised."""

    def feed(self, pcm: bytes) -> str:
        """Take the next piece; return what was said before the pause, once that is known."""
        self._pcm += pcm
        if self._begun is None or not self._begun.done() or self._begun.exception():
            # What went wrong is raised by `finish`.
            return ""
        readings = self._begun.result()
        return readings[0].text if readings else ""

    def pause(self) -> None:
        """Begin to recognise. A story pauses often and is long: it is recognised at its end."""
        if self._begun is None and self._pcm and self._expectation.hint is not Hint.STORY:
            self._begun = self._engine.begin_if_idle(bytes(self._pcm), self._expectation)

    def resume(self) -> None:
        """Drop what was recognised: the caller goes on."""
        self._drop()

    def finish(self) -> "Future[Transcript]":
        """See `RecognizerStream.finish`; it takes a few tenths of a second if no pause came before."""
        started, length = time.perf_counter(), len(self._pcm) / 2 / LINE_RATE
        if self._begun is None:
            self._begun = self._engine.begin(bytes(self._pcm), self._expectation)
        return then(self._begun, lambda readings: self._transcript(readings, length, started))

    def _transcript(self, readings: list[Alternative], length: float, started: float) -> Transcript:
        best = readings[0] if readings else Alternative("", 0.0)
        return Transcript(
            text=best.text,
            confidence=best.confidence,
            engine=self._engine.name,
            audio_seconds=length,
            seconds=time.perf_counter() - started,
            alternatives=tuple(readings[1 : MAX_ALTERNATIVES + 1]),
        )

    def close(self) -> None:
        """Drop the audio."""
        self._drop()
        self._pcm.clear()

    def _drop(self) -> None:
        if self._begun is not None:
            self._begun.cancel()
            self._begun = None


def _heard(hypothesis: WhisperHypothesis, prompt: str, seconds: float) -> bool:
    """Whether a hypothesis is a reading of speech."""
    nobody = hypothesis.no_speech > NO_SPEECH and hypothesis.confidence < UNSURE
    text = hypothesis.text
    untrue = made_up(text, prompt, seconds) or leaked(text, prompt, hypothesis.confidence)
    return bool(text) and not nobody and not untrue


def _after(before: list[Alternative], found: list[WhisperHypothesis]) -> list[Alternative]:
    """Readings of what was said before, each followed by the next piece's best, and vice versa."""
    readings = _distinct(found)
    if not before or not readings:
        return before or readings
    first, second = before[0], readings[0]
    sure = min(first.confidence, second.confidence)
    return [
        Alternative(f"{first.text}，{second.text}", sure),
        *(Alternative(f"{other.text}，{second.text}", other.confidence) for other in before[1:]),
        *(Alternative(f"{first.text}，{other.text}", other.confidence) for other in readings[1:]),
    ]


def _distinct(found: list[WhisperHypothesis]) -> list[Alternative]:
    """Best first; of readings that differ in punctuation only, the first."""
    distinct: dict[str, Alternative] = {}
    for h in found:
        if h.confidence > found[0].confidence * WORTH_OFFERING:
            distinct.setdefault(_PUNCTUATION.sub("", h.text), Alternative(h.text, h.confidence))
    return list(distinct.values())
