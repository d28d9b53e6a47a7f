"""Digits from one source, the words between them from another.

The digit model hears digits and nothing else; the main engine hears "不对，是" and "三个七" but loses
digits. Receives both, emits the number that was meant.
"""

import re

from rapidfuzz.distance import Levenshtein

from speech.entities.digits import parse_digits
from speech.entities.text import plain

_DIGIT = re.compile("[0-9零一二三四五六七八九幺]")
_VALUES = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"幺": "1"}


def understood(transcript: str, digits: str, length: int) -> str:
    """`digits` as the words of `transcript` mean them: corrected, multiplied, said twice.

    Where the transcript only spells digits, or makes no sense with these, `digits` as they are.
    """
    text = plain(transcript)
    spelled = _spelled(text)
    meant = parse_digits(text, length)
    if not meant.complete or meant.digits == spelled or len(digits) == length:
        return digits
    spliced = parse_digits(_spliced(text, spelled, digits), length)
    return spliced.digits if spliced.complete else digits


def _spelled(text: str) -> str:
    return "".join(_VALUES.get(c, c) for c in _DIGIT.findall(text))


def _spliced(text: str, spelled: str, digits: str) -> str:
    """`text` with its digits replaced by `digits`, each where it fits."""
    parts = [""] * (len(spelled) + 1)
    for step in Levenshtein.opcodes(spelled, digits):
        if step.tag == "insert":
            parts[step.src_start] = digits[step.dest_start : step.dest_end] + parts[step.src_start]
        elif step.tag != "delete":
            for place, at in zip(
                range(step.src_start, step.src_end),
                range(step.dest_start, step.dest_end),
                strict=True,
            ):
                parts[place] += digits[at]
    waiting = iter(parts)
    return _DIGIT.sub(lambda _: next(waiting), text) + parts[-1]
