"""Finding illness names inside an utterance, however badly they were heard.

Every name is aligned with every stretch of the utterance: a syllable that agrees earns, one that
does not, is missing or is too many costs. So a long name heard badly beats a short one that happens
to sound right.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from kb.matching.alignment import Block, Row, lay, plain_row
from kb.matching.naming import any_of
from kb.matching.phonetics import hear

_AGREES, _BASE, _GAP = np.float32(1.5), np.float32(-0.5), np.float32(0.6)
"""What a syllable earns at full agreement, on top of what it earns at none, and a gap's cost."""
_PER_SYLLABLE = np.float32(0.35)
_ALWAYS, _FAR_BEHIND = 4, 0.4
"""The first spans are always kept, others unless they score less than this share of the best."""
_CANDIDATES = 160
"""Names aligned in full; the others have too few syllables in common with the utterance."""


@dataclass(frozen=True)
class Span:
    """An illness name and the stretch of the utterance that may be it."""

    name: str
    owner: int
    """Number of the illness, as given to `Spotter`."""
    start: int
    end: int
    """Syllables of the utterance: from `start` up to, not including, `end`."""
    score: float
    """Sum over syllables; up to the name's length."""

    @property
    def fit(self) -> float:
        """Score per syllable of the name; 1 is said exactly."""
        return self.score / len(self.name)


class Spotter:
    """All names of all illnesses, ready to be looked for."""

    def __init__(self, names: Sequence[tuple[str, int]], themselves: Collection[str] = ()) -> None:
        """`names` are pairs of a name and the number of its illness; `themselves` are words that are
        no name, whatever they sound like."""
        heard = [(hear(name), owner) for name, owner in names]
        rows = [plain_row(s, np.ones(len(s), np.float32)) for s, _ in heard]
        self._block = Block(rows)
        self._names = [row.text for row in rows]
        self._owners = [owner for _, owner in heard]
        self._themselves = any_of(themselves)

    def spot(self, utterance: Row, heard: np.ndarray, most: int) -> list[Span]:
        """The best spans, best first, at most two of one illness and `most` altogether.

        `heard` is `alignment.heard_somewhere` of the utterance.
        """
        rows = self._block.nearest(heard, 1.0, _CANDIDATES)
        lengths = self._block.lengths[rows]
        gains = lay(utterance, self._block, rows).similar * _AGREES + _BASE
        scores = _best_scores(gains, lengths)
        chosen = self._choose(rows, scores, most)
        starts, ends = _places(gains[:, :, chosen], lengths[chosen])
        spans = [
            Span(self._names[row], self._owners[row], start, end, float(score))
            for row, score, start, end in zip(
                rows[chosen], scores[chosen], starts.tolist(), ends.tolist(), strict=True
            )
        ]
        own = [word.span() for word in self._themselves.finditer(utterance.text)]
        return [s for s in spans if not any(a <= s.start and s.end <= b for a, b in own)]

    def _choose(self, rows: np.ndarray, scores: np.ndarray, most: int) -> list[int]:
        """Which of `rows` to keep, best first."""
        # A name's length counts against it a little: what is missing of it was not said.
        order = np.argsort(-(scores - _PER_SYLLABLE * self._block.lengths[rows]))
        chosen: list[int] = []
        per_owner: Counter[int] = Counter()
        for at in order.tolist():
            owner = self._owners[rows[at]]
            if scores[at] <= 0 or per_owner[owner] == 2:
                continue
            if len(chosen) >= _ALWAYS and scores[at] < _FAR_BEHIND * scores[chosen[0]]:
                continue
            per_owner[owner] += 1
            chosen.append(at)
            if len(chosen) == most:
                break
        return chosen


def _best_scores(gains: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Best score of each whole name anywhere in the utterance.

    `gains` is utterance x syllables of the name x names, `lengths` those of the names.
    """
    every = np.arange(len(lengths))
    # Raised by a gap for each syllable of the name, leaving one out costs nothing: a running maximum.
    level = np.zeros((gains.shape[1] + 1, gains.shape[2]), np.float32)
    best = np.full(len(lengths), -np.inf, np.float32)
    for gain in gains + _GAP:
        said = level[:-1] + gain
        level[1:] -= _GAP
        np.maximum(level[1:], said, out=level[1:])
        np.maximum.accumulate(level, axis=0, out=level)
        np.maximum(best, level[lengths, every], out=best)
    return best - _GAP * lengths.astype(np.float32)


def _places(gains: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of the best alignment of each name. Arguments as for `_best_scores`."""
    every, places = np.arange(len(lengths)), np.arange(gains.shape[1] + 1)[:, None]
    level = np.zeros((len(places), len(lengths)), np.float32)
    start = np.zeros(level.shape, np.int16)
    best = np.full(len(lengths), -np.inf, np.float32)
    best_start, best_end = np.zeros(len(lengths), np.int16), np.zeros(len(lengths), np.int16)
    for index, gain in enumerate(gains + _GAP):
        said, extra = level[:-1] + gain, level[1:] - _GAP
        fresh, fresh_start = np.zeros_like(level), np.full_like(start, index + 1)
        fresh[1:] = np.maximum(said, extra)
        fresh_start[1:] = np.where(said >= extra, start[:-1], start[1:])
        level = np.maximum.accumulate(fresh, axis=0)
        origin = np.maximum.accumulate(np.where(fresh >= level, places, 0), axis=0)
        start = fresh_start[origin, every]
        whole = level[lengths, every]
        better = whole > best
        best = np.where(better, whole, best)
        best_start = np.where(better, start[lengths, every], best_start)
        best_end = np.where(better, index + 1, best_end).astype(np.int16)
    return best_start, best_end
