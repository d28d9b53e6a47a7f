"""Ears for digits beside the main engine, behind the protocol of any recogniser.

Where a number is expected both hear the caller: the digits' ears give the partial results and, when
they are sure, the answer at once; else their readings and the engine's text are fused. Everywhere
else the main engine is alone.
"""

import time
from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import replace
from typing import Protocol

from speech.asr.futures import chain, done, then
from speech.asr.recognizer import (
    Alternative,
    Expectation,
    Hint,
    Recognizer,
    RecognizerStream,
    Transcript,
    Word,
)
from speech.audio import LINE_RATE
from speech.digits import fusion
from speech.digits.fusion import Hypothesis
from speech.digits.results import DigitsHeard

ALONE = 0.97
"""The main engine is not waited for when the digit model is this sure of a whole number."""
USUAL_LENGTHS = (10, 11)
"""Member numbers and mobile numbers: what is preferred where nobody says what is asked for."""
_LENGTHS = {1: (1,), 6: (6,), 10: (10,), 11: (11, 8)}
"""Most digits expected -> lengths of such numbers: one digit asked alone, a code, a member number, a
telephone number."""
_MOSTLY_WORDS = 0.6
"""Share of other syllables from which the answer is no number."""
_SHORT = 4
"""Fewer digits than this may be a word that sounds like one."""
_ALTERNATIVES = 5
_NOTHING = Transcript("", 0.0, "", 0.0, 0.0)


class DigitStream(Protocol):
    """One utterance that is probably a number."""

    def feed(self, pcm: bytes) -> str:
        """Take the next audio; return the digits so far, as far as known."""
        ...

    def pause(self) -> None:
        """The caller may have finished."""
        ...

    def resume(self) -> None:
        """The caller goes on."""
        ...

    def finish(self, lengths: Collection[int] = ()) -> "Future[DigitsHeard]":
        """End the utterance; `lengths` are the numbers of digits it probably has."""
        ...


class DigitEars(Protocol):
    """A loaded model that hears digits, such as `DigitHead`."""

    def open(self) -> DigitStream:
        """Start a new utterance."""
        ...


class WithDigits:
    """A recogniser that hears numbers with a model of their own."""

    def __init__(self, main: Recognizer | None, ears: DigitEars) -> None:
        """`main` may be missing: then only numbers are heard."""
        self._main = main
        self._ears = ears
        self.name = main.name if main else "digits"

    def open(self, expectation: Expectation) -> RecognizerStream:
        """Start a new utterance."""
        main = self._main.open(expectation) if self._main else None
        if expectation.hint is not Hint.DIGITS and main is not None:
            return main
        lengths = _LENGTHS.get(expectation.digits, USUAL_LENGTHS)
        return _Both(main, self._ears.open(), self.name, lengths)


class _Both:
    """One utterance heard by both."""

    def __init__(
        self,
        main: RecognizerStream | None,
        digits: DigitStream,
        engine: str,
        lengths: Collection[int],
    ) -> None:
        self._lengths = lengths
        self._main = main
        self._digits = digits
        self._engine = engine
        self._bytes = 0

    def feed(self, pcm: bytes) -> str:
        """See `RecognizerStream.feed`: the digits so far, else what the main engine has."""
        self._bytes += len(pcm)
        words = self._main.feed(pcm) if self._main else ""
        return self._digits.feed(pcm) or words

    def pause(self) -> None:
        """See `EarlyStream.pause`. The main engine waits: it may not be needed."""
        self._digits.pause()

    def resume(self) -> None:
        """See `EarlyStream.resume`."""
        self._digits.resume()

    def finish(self) -> "Future[Transcript]":
        """See `RecognizerStream.finish`."""
        started = time.monotonic()
        heard = self._digits.finish(self._lengths)
        return then(chain(heard, self._with_main), lambda found: self._complete(found, started))

    def _with_main(self, heard: DigitsHeard) -> "Future[Transcript]":
        """Ask the main engine too, unless the digits are certain."""
        if self._main is None or certain(heard, self._lengths):
            return done(joint(heard, None, self._lengths))
        return then(self._main.finish(), lambda main: joint(heard, main, self._lengths))

    def _complete(self, found: Transcript, started: float) -> Transcript:
        return replace(
            found,
            engine=self._engine,
            audio_seconds=self._bytes / 2 / LINE_RATE,
            seconds=time.monotonic() - started,
        )

    def close(self) -> None:
        """See `RecognizerStream.close`."""
        if self._main is not None:
            self._main.close()


def certain(heard: DigitsHeard, lengths: Collection[int] = USUAL_LENGTHS) -> bool:
    """Whether the digits' ears need no second opinion."""
    whole = heard.readings[0].confidence if heard.readings else 0.0
    return len(heard.digits) in lengths and whole >= ALONE and heard.speech_other < 0.5


def joint(
    heard: DigitsHeard, main: Transcript | None, lengths: Collection[int] = USUAL_LENGTHS
) -> Transcript:
    """One transcript of both: digits where a number was said, else the main engine's words."""
    written = main.text if main else ""
    if not _number_said(heard, written):
        return main or _NOTHING
    length = len(heard.digits) if len(heard.digits) in lengths else next(iter(lengths))
    return _spoken(fusion.fuse(heard, written, length=length), heard)


def _number_said(heard: DigitsHeard, written: str) -> bool:
    """Whether the digits are the answer, not a sound or two inside a sentence."""
    if not heard.digits or heard.speech_other > _MOSTLY_WORDS:
        return not written and len(heard.digits) >= _SHORT
    return len(heard.digits) >= _SHORT or not written or not heard.speech_other


def _spoken(number: Hypothesis, heard: DigitsHeard) -> Transcript:
    spans = heard.spans if number.digits == heard.digits else _even(heard.spans, number)
    words = zip(number.digits, number.confidences, spans, strict=True)
    return Transcript(
        text=number.digits,
        confidence=number.confidence,
        engine="",
        audio_seconds=0.0,
        seconds=0.0,
        alternatives=tuple(
            Alternative(r.digits, r.confidence) for r in number.readings[1 : _ALTERNATIVES + 1]
        ),
        words=tuple(Word(digit, sure, *span) for digit, sure, span in words),
    )


def _even(spans: tuple[tuple[float, float], ...], number: Hypothesis) -> list[tuple[float, float]]:
    """Spans for digits that another source added or took away: the whole time, evenly shared."""
    start, end = (spans[0][0], spans[-1][1]) if spans else (0.0, 0.0)
    step = (end - start) / len(number.digits)
    return [(start + n * step, start + (n + 1) * step) for n in range(len(number.digits))]
