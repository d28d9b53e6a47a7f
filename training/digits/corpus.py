"""The synthesised speech on disk, as `synth` and `morph` write it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.digits.tokens import OTHER, classes
from training.digits.augment import RATE

_WEAK = classes("一二")
"""Classes that are rare in the speech or easily swallowed."""
_HASTIEST = 0.18
"""Seconds per syllable; what is said faster is mumbled by the voices as no person would."""


@dataclass(frozen=True)
class Spoken:
    """One synthesised utterance."""

    samples: np.ndarray
    """16 kHz, 16-bit, on disk."""
    classes: tuple[int, ...]


def read(folders: Sequence[Path]) -> list[Spoken]:
    """All whole utterances that `synth` and `morph` have written in the folders or below them."""
    found = []
    for labels in sorted(path for folder in folders for path in folder.rglob("speech.jsonl")):
        lines = labels.read_text(encoding="utf-8").split("\n")[:-1]
        if not lines:
            continue
        sound = np.memmap(labels.with_name("speech.raw"), "<i2", "r")
        for line in lines:
            row = json.loads(line)
            slow_enough = row["samples"] >= _HASTIEST * RATE * len(row["said"])
            if slow_enough and row["start"] + row["samples"] <= len(sound):
                samples = sound[row["start"] : row["start"] + row["samples"]]
                found.append(Spoken(samples, tuple(classes(row["said"]))))
    return found


def needed(labels: Sequence[int]) -> int:
    """Output frames CTC needs at least: one for each class, one between equal ones."""
    return len(labels) + sum(a == b for a, b in zip(labels, labels[1:], strict=False))


def pick(spoken: Sequence[Spoken], chance: np.random.Generator) -> Spoken:
    """One utterance; numbers without a weak digit are passed over at times for those with many."""
    picked = spoken[int(chance.integers(len(spoken)))]
    for _ in range(2):
        rival = spoken[int(chance.integers(len(spoken)))]
        if OTHER not in picked.classes and OTHER not in rival.classes:
            picked = max(picked, rival, key=lambda s: sum(map(s.classes.count, _WEAK)))
    return picked


def floats(spoken: Spoken) -> np.ndarray:
    """Its samples, 16 kHz, between -1 and 1."""
    return np.asarray(spoken.samples, np.float32) / 32768


def babble(spoken: Sequence[Spoken], chance: np.random.Generator) -> np.ndarray:
    """Several people at once, 8 kHz, 14 s."""
    total = np.zeros(14 * 8000, np.float32)
    for _ in range(chance.integers(1, 6)):
        voice = floats(spoken[int(chance.integers(len(spoken)))])[::2]
        at = chance.integers(len(total))
        repeated = np.resize(voice, len(total))
        total += np.roll(repeated, at) * chance.uniform(0.3, 1)
    return total
