"""What a sentence means, beside how it sounds: its nearest phrases, and a linear model of all of them.

Works on characters: where a recogniser heard another word that sounds the same, the sound of it says
more (`kb.matching.scoring`). Illnesses stand as 这种病, in phrases and in what is said: which one it is, is told
by its name, what is asked about it by the rest.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.content.templates import SLOT
from kb.contract import Meaning
from kb.matching.alignment import largest
from kb.matching.embedding import Encoder
from kb.matching.naming import THIS_ILLNESS

_RIDGE = 1.0
_AXES = 128
"""Directions kept to find the nearest phrases: what is left out is mostly noise, and costs time."""
_NEAREST = 16
"""Phrases worth a closer look."""


@dataclass(frozen=True)
class Sense:
    """What meaning alone says of one sentence."""

    near: dict[Meaning, float]
    """Likeness of the nearest phrase of each label, about -0.2 to 1."""
    fits: dict[Meaning, float]
    """Score of the linear model: about 1 for the label the sentence has, about -1 for the others."""
    best_fit: float
    """The highest of them."""
    rows: np.ndarray
    """Numbers of the nearest phrases."""
    clear: float
    """Likeness of the nearest phrase of all: what is near nothing was misheard, or is not ours."""


class SenseModel:
    """All phrases as vectors, learned from once."""

    def __init__(self, encoder: Encoder, phrases: Sequence[str], labels: Sequence[Meaning]) -> None:
        """`phrases`, with slots unfilled, and the label of each."""
        self._encoder = encoder
        vectors = encoder.encode([text.replace(SLOT, THIS_ILLNESS) for text in phrases])
        self._middle = vectors.mean(axis=0)
        self._labels = list(dict.fromkeys(labels))
        numbers = {label: number for number, label in enumerate(self._labels)}
        label = np.array([numbers[name] for name in labels])
        placed = self._placed(vectors)
        self._weights = _ridge(placed, label, labels)
        # Phrases of one label stand together, so that the nearest of each is found in one go.
        self._order = np.argsort(label, kind="stable")
        self._axes = _main_axes(placed)
        self._vectors = _of_length_1(placed[self._order] @ self._axes)
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(label))[:-1]])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """A row for each of `texts`; several at once take little longer than one."""
        return self._encoder.encode(list(texts))

    def sense(self, vector: np.ndarray) -> Sense:
        """What a text means, given its row of `encode`; names of illnesses in it stand as `THIS_ILLNESS`."""
        vector = self._placed(vector[None])[0]
        alike = self._vectors @ _of_length_1(vector @ self._axes)
        near = np.maximum.reduceat(alike, self._starts)
        fits = vector @ self._weights[:-1] + self._weights[-1]
        return Sense(
            dict(zip(self._labels, near.tolist(), strict=True)),
            dict(zip(self._labels, fits.tolist(), strict=True)),
            float(fits.max()),
            self._order[largest(alike, _NEAREST)],
            float(near.max()),
        )

    def _placed(self, vectors: np.ndarray) -> np.ndarray:
        """Seen from the middle of all phrases: what all have in common tells nothing."""
        return _of_length_1(vectors - self._middle)


def _of_length_1(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)


def _main_axes(vectors: np.ndarray) -> np.ndarray:
    """A column for each of the `_AXES` directions in which `vectors` differ most."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(directions[:, -_AXES:])


def _ridge(vectors: np.ndarray, label: np.ndarray, labels: Sequence[Meaning]) -> np.ndarray:
    """One column for each label, the last row a constant; rare labels count as much as common ones."""
    counts = Counter(labels)
    share = np.array([counts[name] ** -0.5 for name in labels], np.float32)
    targets = np.full((len(label), label.max() + 1), -1, np.float32)
    targets[np.arange(len(label)), label] = 1
    features = np.c_[vectors, np.ones(len(vectors), np.float32)]
    weighted = features * share[:, None]
    products = features.T @ weighted
    products[np.diag_indices_from(products)] += np.float32(_RIDGE)
    return np.linalg.solve(products, weighted.T @ targets).astype(np.float32)
