"""Which topic a sentence is about, judged by all its syllables and pairs of syllables at once.

A linear model learned from the library's phrases when they are loaded (ridge regression, solved
directly). It sees what alignment with single phrases cannot: that 病逝 belongs to one claim and 资料
to one aspect, in whatever sentence both stand. Features are soft: a syllable counts as heard to the
degree the utterance has one that sounds like it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kb.alignment import PAD, SIMILARITY, SLOT, Row

_SHARPNESS = 1.5
"""Above 1, near sounds count less than in the alignment."""
_SINGLE = np.float32(0.5)
"""Weight of a single syllable beside a pair."""
_RIDGE = 3.0
_MOST_PAIRS = 6000
_MOST_EXAMPLES = 4000
"""Beyond this, an even sample is learned from: loading must not take longer with every phrase."""

_EDGE = PAD
"""Stands for the beginning and end of a sentence."""
_SOFT = SIMILARITY**_SHARPNESS
_SOFT[_EDGE, _EDGE] = 1.0


@dataclass(frozen=True)
class Label:
    """What a phrase is about, as far as this model tells it apart."""

    topic: str
    aspect: str


class TopicModel:
    """Scores of every topic and aspect for a sentence."""

    def __init__(self, rows: Sequence[Row], labels: Sequence[Label]) -> None:
        """Learn from `rows`, each with its label."""
        self.topics = sorted({label.topic for label in labels})
        self.aspects = sorted({label.aspect for label in labels})
        step = max(1, -(-len(rows) // _MOST_EXAMPLES))
        rows, labels = rows[::step], labels[::step]
        pairs = Counter(pair for row in rows for pair in pairwise(_with_edges(row)))
        kept = np.array([pair for pair, _ in pairs.most_common(_MOST_PAIRS)])
        self._first, self._second = kept[:, 0], kept[:, 1]
        features = np.stack([self._features(_with_edges(row), 1.0) for row in rows])
        self._weights = _ridge(features, self._targets(labels), _balance(labels))

    def score(self, utterance: Row, slot_fit: float = 1.0) -> dict[tuple[str, str], float]:
        """About 1 for what the sentence is, about -1 for what it is not, for (topic, aspect).

        `slot_fit` tells how sure it is that the utterance's slot holds an illness, 0 to 1.
        """
        scores = self._features(_with_edges(utterance), slot_fit) @ self._weights
        by_topic = scores[: len(self.topics)]
        by_aspect = scores[len(self.topics) :]
        return {
            (topic, aspect): float(by_topic[t] + by_aspect[a]) / 2
            for t, topic in enumerate(self.topics)
            for a, aspect in enumerate(self.aspects)
        }

    def _features(self, codes: np.ndarray, slot_fit: float) -> np.ndarray:
        soft = _SOFT[codes]
        if slot_fit != 1.0:
            soft[:, SLOT] *= slot_fit
        singles = soft[1:-1].max(axis=0) * _SINGLE if len(codes) > 2 else np.zeros(len(_SOFT))
        pairs = (soft[:-1, self._first] * soft[1:, self._second]).max(axis=0)
        return np.concatenate([singles, pairs, [1.0]]).astype(np.float32)

    def _targets(self, labels: Sequence[Label]) -> np.ndarray:
        targets = -np.ones((len(labels), len(self.topics) + len(self.aspects)), np.float32)
        for index, label in enumerate(labels):
            targets[index, self.topics.index(label.topic)] = 1
            targets[index, len(self.topics) + self.aspects.index(label.aspect)] = 1
        return targets


def _with_edges(row: Row) -> np.ndarray:
    return np.concatenate([[_EDGE], row.codes, [_EDGE]])


def _balance(labels: Sequence[Label]) -> np.ndarray:
    """Weights that keep a topic with many phrases from being preferred."""
    counts = Counter(labels)
    weights = np.array([counts[label] ** -0.5 for label in labels], np.float32)
    return weights / weights.mean()


def _ridge(features: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted ridge regression in its dual form: there are fewer examples than features."""
    products = features @ features.T
    dual = np.linalg.solve(products + np.diag(_RIDGE / weights), targets)
    return (features.T @ dual).astype(np.float32)
