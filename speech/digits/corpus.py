"""The synthesised speech on disk, and endless batches of it as heard over the telephone."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.digits.augment import RATE, heard_features, telephone
from speech.digits.tokens import OTHER, classes

_WEAK = classes("一二")
"""Classes that are rare in the speech or easily swallowed."""
_GAP = (0.0, 0.5)
"""Seconds between utterances of the same or another speaker that are put together."""
_HASTIEST = 0.18
"""Seconds per syllable; what is said faster is mumbled by the voices as no person would."""
_LONGEST = 8.0
"""Seconds of an example before tempo changes."""


@dataclass(frozen=True)
class Spoken:
    """One synthesised utterance."""

    samples: np.ndarray
    """16 kHz, 16-bit, on disk."""
    classes: tuple[int, ...]


@dataclass(frozen=True)
class Example:
    """What the model hears, and what it should say."""

    rows: np.ndarray
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


def example(spoken: Sequence[Spoken], chance: np.random.Generator) -> list[Example]:
    """One utterance, or several put together, over a random line, from two more vocal tracts."""
    first = pick(spoken, chance)
    speech, labels = floats(first), first.classes
    while len(speech) < _LONGEST / 2 * RATE and chance.random() < 0.25:
        other = spoken[int(chance.integers(len(spoken)))]
        gap = np.zeros(int(RATE * chance.uniform(*_GAP)), np.float32)
        speech = np.concatenate([speech, gap, floats(other) * chance.uniform(0.5, 1.5)])
        labels += other.classes
    others = babble(spoken, chance)
    heard = telephone(speech, chance, others)
    return [Example(heard_features(heard, chance), labels) for _ in range(2)]


def noise_only(spoken: Sequence[Spoken], chance: np.random.Generator) -> list[Example]:
    """A line on which nobody speaks, or people far away."""
    seconds = chance.uniform(0.5, 3)
    hush = chance.standard_normal(int(RATE * seconds)).astype(np.float32) * 1e-3
    heard = telephone(hush, chance, babble(spoken, chance)[: int(8000 * seconds)])
    return [Example(heard_features(heard, chance), ())]


def batches(
    spoken: Sequence[Spoken], size: int, seed: int, easy: int = 0
) -> Iterator[list[Example]]:
    """Endless batches, alike in length within each; the first `easy` ones without words."""
    chance = np.random.default_rng(seed)
    plain = [s for s in spoken if OTHER not in s.classes]
    count = 0
    while True:
        pool: list[Example] = []
        while len(pool) < size * 8:
            source = plain if count < easy else spoken
            one = noise_only if chance.random() < 0.02 else example
            made = one(source, chance)
            pool += [e for e in made if len(e.rows) // 3 > needed(e.classes) + 2]
        pool.sort(key=lambda made: len(made.rows))
        for start in chance.permutation(8) * size:
            count += 1
            yield pool[start : start + size]


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
