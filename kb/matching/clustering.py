"""Utterances that ask the same thing, put together: by how they sound and by what they may mean.

Receives utterances with the meanings the matcher thought of, emits groups, the largest first. A
group has a middle: the utterance that most of the others are like.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from kb.contract import Meaning
from kb.matching.phonetics import NEARNESS, hear

_SAME_SOUND = 0.9
"""Syllables as near as this are one to most ears: zh and z, in and ing, n and l."""
_MEANING = 0.7
"""Most weight of what was thought of, beside the sound: where the matcher was sure of it."""
ALIKE = 0.65
"""Likeness (0 to 1) from which two utterances ask the same. Of 300 transcripts in
kb/evaluation/samples/heard.tsv, 97 of 100 pairs put together are right; half of all pairs are found."""
_FIRST_LETTER = 0x4E00


@dataclass(frozen=True)
class Asked:
    """One utterance."""

    text: str
    thoughts: Mapping[Meaning, float]
    """Meanings the matcher thought of, with their confidences."""


def groups(asked: Sequence[Asked]) -> list[list[int]]:
    """Places in `asked`, each once: of every group its middle first, then the others in order."""
    alike = likeness(asked, asked) >= ALIKE
    left = np.ones(len(asked), bool)
    found = []
    while left.any():
        neighbours = ((alike & left).sum(axis=1) + 1) * left
        middle = int(neighbours.argmax())
        members = np.flatnonzero(alike[middle] & left)
        left[members] = False
        left[middle] = False
        found.append([middle, *(int(m) for m in members if m != middle)])
    return sorted(found, key=lambda group: (-len(group), group[0]))


def likeness(these: Sequence[Asked], those: Sequence[Asked]) -> np.ndarray:
    """How alike every two are, 0 to 1; a row for each of `these`."""
    sound = _by_sound([a.text for a in these], [a.text for a in those])
    weight = _MEANING * np.minimum.outer(_sureness(these), _sureness(those))
    return (1 - weight) * sound + weight * _by_meaning(these, those)


def _by_sound(these: Sequence[str], those: Sequence[str]) -> np.ndarray:
    """Half by the order of the syllables, half by which there are."""
    left, right = [_spelled(t) for t in these], [_spelled(t) for t in those]
    in_order = process.cdist(left, right, scorer=fuzz.ratio, dtype=np.float32)
    sorted_left, sorted_right = (
        ["".join(sorted(t)) for t in left],
        ["".join(sorted(t)) for t in right],
    )
    any_order = process.cdist(sorted_left, sorted_right, scorer=fuzz.ratio, dtype=np.float32)
    return (in_order + any_order) / 200


def _by_meaning(these: Sequence[Asked], those: Sequence[Asked]) -> np.ndarray:
    """Cosine of what was thought of."""
    meanings = {m: n for n, m in enumerate({m for a in (*these, *those) for m in a.thoughts})}
    left, right = _vectors(these, meanings), _vectors(those, meanings)
    cosine: np.ndarray = left @ right.T
    return cosine


def _sureness(asked: Sequence[Asked]) -> np.ndarray:
    """How sure the matcher was that it thought of the right thing at all, 0 to 1."""
    return np.array([min(1.0, sum(a.thoughts.values())) for a in asked], np.float32)


def _vectors(asked: Sequence[Asked], meanings: Mapping[Meaning, int]) -> np.ndarray:
    vectors = np.zeros((len(asked), len(meanings)), np.float32)
    for row, one in enumerate(asked):
        for meaning, confidence in one.thoughts.items():
            vectors[row, meanings[meaning]] = confidence
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


def _spelled(text: str) -> str:
    """One character for each syllable, the same for those that sound alike."""
    return "".join(chr(_FIRST_LETTER + _CLASS[code]) for code in hear(text).syllables.tolist())


def _classes() -> list[int]:
    """For every syllable, the first that sounds like it, directly or through others."""
    first = list(range(len(NEARNESS)))
    for one, other in np.argwhere(np.triu(NEARNESS >= _SAME_SOUND, 1)).tolist():
        low, high = sorted((first[one], first[other]))
        first = [low if place == high else place for place in first]
    return first


_CLASS = _classes()
