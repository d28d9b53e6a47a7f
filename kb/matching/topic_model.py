"""Which topic a sentence is about, judged by all its syllables and pairs of syllables at once.

A linear model learned from the library's phrases when they are loaded (ridge regression, solved
directly). It sees what alignment with single phrases cannot: that 病逝 belongs to one claim and 资料
to one aspect, in whatever sentence both stand. Features are soft: a syllable counts as heard to the
degree the utterance has one that sounds like it.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np

from kb.contract import Meaning
from kb.matching.alignment import PAD, SIMILARITY, SLOT, Row
from kb.matching.kept import learned_once

_SHARPNESS = 1.5
"""Above 1, near sounds count less than in the alignment."""
_SINGLE = np.float32(0.5)
"""Weight of a single syllable beside a pair."""
_RIDGE = 3.0
_MAX_PAIRS = 2500
_MAX_EXAMPLES = 16_000
"""Beyond this, an even sample is learned from: loading must not take longer with every phrase."""
_AT_ONCE = 1_000
"""Examples whose features are held at a time."""

_MANY = 1000
"""Examples from which on learning takes long enough to be kept for the next start."""
_METHOD = Path(__file__).read_bytes()
"""What was learned by another version of this file is not used."""

_EDGE = PAD
"""Stands for the beginning and end of a sentence."""
_SOFT = SIMILARITY**_SHARPNESS
_SOFT[_EDGE, _EDGE] = 1.0


class TopicModel:
    """Scores of every label for a sentence; topic and aspect are learned apart.

    A label is the meaning of a phrase, whichever illness fills its slot.
    """

    def __init__(self, rows: Sequence[Row], labels: Sequence[Meaning]) -> None:
        """Learn from `rows`, each with its label."""
        self._labels = list(dict.fromkeys(labels))
        topics = sorted({label.topic for label in labels})
        aspects = sorted({label.aspect for label in labels})
        # One column of the weights for each topic, then one for each aspect.
        self._topic_of = [topics.index(label.topic) for label in self._labels]
        self._aspect_of = [len(topics) + aspects.index(label.aspect) for label in self._labels]
        count = min(len(rows), _MAX_EXAMPLES)
        learned = [n * len(rows) // count for n in range(count)]
        rows, labels = [rows[at] for at in learned], [labels[at] for at in learned]
        pairs = Counter(pair for row in rows for pair in pairwise(_with_edges(row)))
        kept = np.array([pair for pair, _ in pairs.most_common(_MAX_PAIRS)])
        # Of every code, how much it sounds like the first and the second of each pair.
        # Laid row by row: numpy leaves them by columns, and each sentence takes rows.
        self._first = np.ascontiguousarray(_SOFT[:, kept[:, 0]])
        self._second = np.ascontiguousarray(_SOFT[:, kept[:, 1]])
        singles = np.arange(len(_SOFT)) == SLOT
        self._has_slot = np.concatenate([singles, (kept == SLOT).any(axis=1), [False]])
        self._weights = (
            self._learned(rows, labels)
            if count < _MANY
            else learned_once(_digest(rows, labels), lambda: self._learned(rows, labels))
        )

    def hear(self, utterance: Row) -> "Sentence":
        """`utterance` made ready to be scored."""
        return Sentence(self, _with_edges(utterance))

    def score(self, features: np.ndarray) -> dict[Meaning, float]:
        """About 1 for the label the sentence has, about -1 for the others."""
        scores = features @ self._weights
        of_labels = (scores[self._topic_of] + scores[self._aspect_of]) / 2
        return dict(zip(self._labels, of_labels.tolist(), strict=True))

    def neighbours(self, codes: np.ndarray) -> np.ndarray:
        """Compare each two neighbours in `codes` with every pair of sounds the model knows.

        Gives a row for each two neighbours: how much they sound like each pair.
        """
        pairs: np.ndarray = self._first[codes[:-1]] * self._second[codes[1:]]
        return pairs

    def with_slot_at(self, features: np.ndarray, fit: float) -> np.ndarray:
        """`features` of a sentence whose slot holds an illness this surely, 0 to 1. Changes them."""
        if fit != 1.0:
            features[self._has_slot] *= np.float32(fit)
        return features

    def _learned(self, rows: Sequence[Row], labels: Sequence[Meaning]) -> np.ndarray:
        """Weighted ridge regression, solved directly."""
        targets, share = self._targets(labels), _balance(labels)
        width = len(self._has_slot)
        products = _RIDGE * np.eye(width, dtype=np.float32)
        sums = np.zeros((width, targets.shape[1]), np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            features = np.stack([self.hear(row).features() for row in rows[part]])
            weighted = features * share[part, None]
            products += features.T @ weighted
            sums += weighted.T @ targets[part]
        return np.linalg.solve(products, sums).astype(np.float32)

    def _targets(self, labels: Sequence[Meaning]) -> np.ndarray:
        columns = {
            label: [topic, aspect]
            for label, topic, aspect in zip(
                self._labels, self._topic_of, self._aspect_of, strict=True
            )
        }
        targets = np.full((len(labels), max(self._aspect_of) + 1), -1, np.float32)
        for index, label in enumerate(labels):
            targets[index, columns[label]] = 1
        return targets


class Sentence:
    """One sentence as the model sees it, as it stands or with an illness in place of some syllables."""

    def __init__(self, model: TopicModel, codes: np.ndarray) -> None:
        self._model, self._codes = model, codes
        self._singles, self._pairs = _SOFT[codes[1:-1]], model.neighbours(codes)

    def score(self) -> dict[Meaning, float]:
        """`TopicModel.score` of it as it stands."""
        return self._model.score(self.features())

    def score_with_slot(self, start: int, end: int, fit: float) -> dict[Meaning, float]:
        """The same with an illness, this surely (0 to 1), in place of the syllables `start` to `end`."""
        codes = self._codes
        around = self._model.neighbours(np.array([codes[start], SLOT, codes[end + 1]]))
        singles = [self._singles[:start], _SOFT[[SLOT]], self._singles[end:]]
        pairs = [self._pairs[:start], around, self._pairs[end + 1 :]]
        features = _joined(_highest(singles), _highest(pairs))
        return self._model.score(self._model.with_slot_at(features, fit))

    def features(self) -> np.ndarray:
        """How much of each syllable and each pair is heard somewhere in it."""
        return _joined(_highest([self._singles]), _highest([self._pairs]))


def _highest(parts: Sequence[np.ndarray]) -> np.ndarray:
    highest: np.ndarray = np.max([part.max(axis=0, initial=0) for part in parts], axis=0)
    return highest


def _joined(singles: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    return np.concatenate([singles * _SINGLE, pairs, [np.float32(1)]])


def _digest(rows: Sequence[Row], labels: Sequence[Meaning]) -> str:
    """Names all the weights depend on."""
    examples = [(row.codes.tolist(), label) for row, label in zip(rows, labels, strict=True)]
    return sha256(_METHOD + _SOFT.tobytes() + repr(examples).encode()).hexdigest()


def _with_edges(row: Row) -> np.ndarray:
    return np.concatenate([[_EDGE], row.codes, [_EDGE]])


def _balance(labels: Sequence[Meaning]) -> np.ndarray:
    """Weights that keep a topic with many phrases from being preferred."""
    counts = Counter(labels)
    weights = np.array([counts[label] ** -0.5 for label in labels], np.float32)
    return weights / weights.mean()
