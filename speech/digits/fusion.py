"""Joins all evidence about one number: the digit model, the main engine, an earlier hearing.

Pure functions. Each source is a few whole strings with probabilities; a string is believed as far as
every source could have been produced by it, at so many slips. Union codes make a number a little
likelier, never impossible: what is believed says nothing about which numbers exist.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from speech.digits.beam import LENGTH_ODDS
from speech.digits.posteriors import confidences, rivals
from speech.digits.results import DigitsHeard, NumberReading, Rival
from speech.digits.splice import understood
from speech.entities.digits import MEMBER_NUMBER_LENGTH, parse_digits

SURE = 0.9
"""A digit less certain than this is worth a question."""
_MODEL_SLIP = 0.003
"""How likely the digit model misses a digit in a way that is not among its readings."""
_ENGINE_SLIP = 0.3
"""How likely the main engine gets a digit wrong. Whisper does one in ten; but it is asked only where the
digit model doubts, and there it is often no wiser."""
_PART_SLIP = 0.4
"""How likely the main engine gets a digit wrong where it did not hear a whole number."""
_CODE_ODDS = 4.0
"""How much likelier a number is for beginning with a known union code."""
_MAX = 10


@dataclass(frozen=True)
class Hypothesis:
    """What the number is believed to be."""

    digits: str = ""
    confidences: tuple[float, ...] = ()
    """Confidence in each digit, 0 to 1."""
    rivals: tuple[tuple[Rival, ...], ...] = ()
    """For each position the other digits that may be there, likeliest first."""
    uncertain: tuple[int, ...] = ()
    """Positions worth a question, the most doubtful first."""
    readings: tuple[NumberReading, ...] = ()
    """Whole numbers, likeliest first."""

    @property
    def confidence(self) -> float:
        """Probability that every digit is right, 0 to 1."""
        return self.readings[0].confidence if self.readings else 0.0

    def complete(self, length: int = MEMBER_NUMBER_LENGTH) -> bool:
        """Whether there are as many digits as the number should have."""
        return len(self.digits) == length


def fuse(
    heard: DigitsHeard | None,
    transcript: str = "",
    *,
    length: int = MEMBER_NUMBER_LENGTH,
) -> Hypothesis:
    """What the number is, given what the digit model heard and the engine wrote."""
    sources = []
    if heard is not None and heard.digits:
        sources.append((_in_words(heard.readings, transcript, length), _MODEL_SLIP))
    written = parse_digits(transcript, length)
    if written.digits:
        slip = _ENGINE_SLIP if written.complete else _PART_SLIP
        sources.append(([NumberReading(written.digits, 1.0)], slip))
    return _believed(_weighed(sources, (), length))


def of_said(
    text: str,
    alternatives: Sequence[tuple[str, float]] = (),
    confidence: float = 1.0,
    *,
    length: int = MEMBER_NUMBER_LENGTH,
    codes: Sequence[str] = (),
) -> Hypothesis:
    """What the number is, given an utterance already transcribed: its text and other readings.

    For a turn log, which keeps no more than these. Readings without digits are left out. `codes` are
    union codes, the first three digits of member numbers.
    """
    texts = [(text, confidence), *alternatives]
    found = [NumberReading(parse_digits(t, length).digits or _bare(t), c) for t, c in texts]
    found = [reading for reading in found if reading.digits]
    return _believed(_weighed([(found, _MODEL_SLIP)], codes))


def joined(first: Hypothesis, second: Hypothesis) -> Hypothesis:
    """What the number is after it was said twice."""
    if not first.digits or not second.digits:
        return first if first.digits else second
    sources = [(first.readings, _MODEL_SLIP), (second.readings, _MODEL_SLIP)]
    return _believed(_weighed(sources, ()))


def replaced(hypothesis: Hypothesis, position: int, digit: str) -> Hypothesis:
    """The number with one digit set for good, as the caller named it. Raises `IndexError`."""
    if not 0 <= position < len(hypothesis.digits):
        raise IndexError(f"a number of {len(hypothesis.digits)} digits has no position {position}")
    digits = hypothesis.digits[:position] + digit + hypothesis.digits[position + 1 :]
    agreeing = [
        r
        for r in hypothesis.readings
        if len(r.digits) == len(digits) and r.digits[position] == digit
    ]
    total = sum(r.confidence for r in agreeing)
    if agreeing and agreeing[0].digits == digits:
        return _believed([NumberReading(r.digits, r.confidence / total) for r in agreeing])
    sure = (*hypothesis.confidences[:position], 1.0, *hypothesis.confidences[position + 1 :])
    return replace(
        hypothesis,
        digits=digits,
        confidences=sure,
        rivals=(*hypothesis.rivals[:position], (), *hypothesis.rivals[position + 1 :]),
        uncertain=tuple(p for p in hypothesis.uncertain if p != position),
        readings=(NumberReading(digits, math.prod(sure)),),
    )


def choices(hypothesis: Hypothesis, position: int) -> tuple[str, ...]:
    """The digits to offer at a position, likeliest first: two, or one where nothing else was heard."""
    others = hypothesis.rivals[position][:1]
    return (hypothesis.digits[position], *(rival.digit for rival in others))


def _in_words(
    readings: Iterable[NumberReading], transcript: str, length: int
) -> list[NumberReading]:
    """What the model heard, with the engine's words around it."""
    found: dict[str, float] = {}
    for reading in readings:
        digits = understood(transcript, reading.digits, length)
        found[digits] = found.get(digits, 0.0) + reading.confidence
    return [NumberReading(digits, share) for digits, share in found.items()]


def _weighed(
    sources: Sequence[tuple[Sequence[NumberReading], float]], codes: Sequence[str], length: int = 0
) -> list[NumberReading]:
    """All strings of the sources with their probabilities given every source.

    The digit model prefers strings of the `length` already; the engine's own get the same here.
    """
    if len(sources) == 1 and not codes:
        return list(sources[0][0])
    strings = {r.digits for readings, _ in sources for r in readings}
    first = {r.digits for r in sources[0][0]} if sources else set()
    scores = {
        s: sum(math.log(_likelihood(s, readings, slip)) for readings, slip in sources)
        + (math.log(_CODE_ODDS) if s[:3] in codes else 0.0)
        + (math.log(LENGTH_ODDS) if len(s) == length and s not in first else 0.0)
        for s in strings
    }
    top = max(scores.values(), default=0.0)
    shares = {s: math.exp(score - top) for s, score in scores.items()}
    total = sum(shares.values())
    return [NumberReading(s, share / total) for s, share in shares.items()]


def _likelihood(digits: str, readings: Iterable[NumberReading], slip: float) -> float:
    """How well a source that gave `readings` fits `digits`."""
    fits = (r.confidence * slip ** Levenshtein.distance(digits, r.digits) for r in readings)
    return max(sum(fits), 1e-30)


def _believed(readings: Sequence[NumberReading]) -> Hypothesis:
    if not readings:
        return Hypothesis()
    ranked = sorted(readings, key=lambda reading: -reading.confidence)
    digits = ranked[0].digits
    sure = confidences(digits, ranked)
    doubtful = sorted((p for p in range(len(digits)) if sure[p] < SURE), key=lambda p: sure[p])
    return Hypothesis(digits, sure, rivals(digits, ranked), tuple(doubtful), tuple(ranked[:_MAX]))


def _bare(text: str) -> str:
    """A text of nothing but digits, of whatever length."""
    return text if text.isascii() and text.isdigit() else ""
