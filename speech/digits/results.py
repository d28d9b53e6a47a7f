"""What the digit model emits about one utterance."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NumberReading:
    """One whole string, and how probable it is among all strings."""

    digits: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True)
class Rival:
    """Another digit that may have been said at one position."""

    digit: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True)
class DigitsHeard:
    """One utterance. `digits` is empty when no digit was heard."""

    digits: str
    confidences: tuple[float, ...] = ()
    """Confidence in each digit, 0 to 1."""
    alternatives: tuple[tuple[Rival, ...], ...] = ()
    """For each position the other digits that may be there, likeliest first."""
    readings: tuple[NumberReading, ...] = ()
    """Whole strings, likeliest first; the first is `digits`."""
    speech_other: float = 0.0
    """Share of the syllables heard that were no digits, 0 to 1."""
    spans: tuple[tuple[float, float], ...] = ()
    """Seconds from the start of the utterance, from and to, of each digit."""
