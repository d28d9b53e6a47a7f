"""Whole strings to single digits: what stands at each position, and how surely."""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from speech.digits.results import NumberReading, Rival


def columns(digits: str, readings: Sequence[NumberReading]) -> list[dict[str, float]]:
    """For each position of `digits` what the readings have there, with their summed confidence.

    '' stands for readings that have no digit there, or another one squeezed in beside it.
    """
    found: list[dict[str, float]] = [{} for _ in digits]
    for reading in readings:
        for place, digit in enumerate(_aligned(digits, reading.digits)):
            found[place][digit] = found[place].get(digit, 0.0) + reading.confidence
    return found


def confidences(digits: str, readings: Sequence[NumberReading]) -> tuple[float, ...]:
    """How sure each digit is, 0 to 1; what the readings leave out counts as doubt."""
    found = columns(digits, readings)
    return tuple(min(1.0, c.get(d, 0.0)) for d, c in zip(digits, found, strict=True))


def rivals(digits: str, readings: Sequence[NumberReading]) -> tuple[tuple[Rival, ...], ...]:
    """For each position the other digits that may be there, likeliest first."""
    return tuple(
        tuple(
            Rival(digit, share)
            for digit, share in sorted(column.items(), key=lambda item: -item[1])
            if digit and digit != own
        )
        for own, column in zip(digits, columns(digits, readings), strict=True)
    )


def _aligned(digits: str, other: str) -> list[str]:
    """For each position of `digits` the digit of `other` there, or ''."""
    placed = [""] * len(digits)
    squeezed = []
    for step in Levenshtein.opcodes(digits, other):
        if step.tag in ("equal", "replace"):
            for place, digit in zip(
                range(step.src_start, step.src_end),
                other[step.dest_start : step.dest_end],
                strict=True,
            ):
                placed[place] = digit
        elif step.tag == "insert":
            squeezed.append(min(step.src_start, len(digits) - 1))
    for place in squeezed:
        if placed:
            placed[place] = ""
    return placed
