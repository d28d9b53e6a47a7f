"""Vosk's JSON as readings with confidences from 0 to 1."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from speech.asr.recognizer import Alternative, Word
from speech.asr.vosk.grammar import UNKNOWN

MAX_READINGS = 8
"""Asked of the model; how sure a word is shows in how many of them have it."""
MAX_ALTERNATIVES = 4
"""Handed on, beside the best reading."""
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class Result:
    """What one pass made of an utterance or of a part of it."""

    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    unknown: bool = False
    """A part of it matched no phrase of the grammar."""


NOTHING = Result("", 0.0)


def read(answer: str, began: float = 0.0) -> Result:
    """Read a final result that has alternatives; the utterance `began` so late by its clock.

    Vosk gives each reading's log likelihood and no confidence of words. A reading's share of the
    likelihood is its probability; a word is as sure as all the readings that have it there.
    """
    found = [a for a in json.loads(answer).get("alternatives", []) if a["text"]]
    if not found:
        return NOTHING
    shares = _shares([a["confidence"] for a in found])
    heard = found[0]["result"]
    words = tuple(_word(w, found, shares, began) for w in heard if w["word"] != UNKNOWN)
    text = _text(found[0])
    others = [
        Alternative(other, float(share))
        for a, share in zip(found, shares, strict=True)
        if (other := _text(a)) and other != text
    ]
    return Result(
        text=text,
        confidence=sum(w.confidence for w in words) / len(heard),
        words=words,
        alternatives=_best(others),
        unknown=len(words) < len(heard),
    )


def one_after_another(parts: Sequence[Result]) -> Result:
    """The parts of a long utterance as one; other readings differ in one part each."""
    parts = [part for part in parts if part.text]
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    texts = [part.text for part in parts]
    others = [
        Alternative(written([*texts[:at], other.text, *texts[at + 1 :]]), other.confidence)
        for at, part in enumerate(parts)
        for other in part.alternatives
    ]
    words = tuple(word for part in parts for word in part.words)
    return Result(
        text=written(texts),
        confidence=sum(p.confidence * len(p.words) for p in parts) / max(1, len(words)),
        words=words,
        alternatives=_best(others),
        unknown=any(part.unknown for part in parts),
    )


def either(better: Result, other: Result) -> Result:
    """Two passes over the same utterance: all readings, those of `better` first."""
    if not better.text or not other.text:
        return better if better.text else other
    said = [Alternative(other.text, other.confidence)]
    said += _best([*better.alternatives, *other.alternatives])
    others = {a.text: a for a in reversed(said) if a.text != better.text}
    return replace(better, alternatives=tuple(others.values())[::-1][:MAX_ALTERNATIVES])


def written(words: Iterable[str]) -> str:
    """Words as a text: Chinese without spaces."""
    return _BETWEEN_HAN.sub("", " ".join(words))


def _best(alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
    ordered = sorted(alternatives, key=lambda a: -a.confidence)
    return tuple({a.text: a for a in reversed(ordered)}.values())[::-1][:MAX_ALTERNATIVES]


def _text(alternative: dict[str, Any]) -> str:
    return written(w for w in alternative["text"].split() if w != UNKNOWN)


def _word(
    word: dict[str, Any], found: Sequence[dict[str, Any]], shares: np.ndarray, began: float
) -> Word:
    middle = (word["start"] + word["end"]) / 2
    sure = sum(
        share
        for alternative, share in zip(found, shares, strict=True)
        if any(
            w["word"] == word["word"] and w["start"] <= middle <= w["end"]
            for w in alternative.get("result", ())
        )
    )
    start, end = word["start"] - began, word["end"] - began
    return Word(word["word"], min(1.0, float(sure)), start, end)


def _shares(likelihoods: Sequence[float]) -> np.ndarray:
    weights = np.exp(np.array(likelihoods) - max(likelihoods))
    return weights / weights.sum()
