"""Finding illness names inside an utterance, however badly they were heard.

Every name is aligned with every stretch of the utterance: a syllable that agrees earns, one that
does not, is missing or is too many costs. So a long name heard badly beats a short one that happens
to sound right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.alignment import Block, Row, lay, plain_row
from kb.sound import hear

_AGREES, _BASE, _GAP = np.float32(1.5), np.float32(-0.5), np.float32(0.6)
"""What a syllable earns at full agreement, on top of what it earns at none, and a gap's cost."""
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

    def __init__(self, names: Sequence[tuple[str, int]]) -> None:
        """`names` are pairs of a name and the number of its illness."""
        heard = [(hear(name), owner) for name, owner in names]
        rows = [plain_row(s, np.ones(len(s), np.float32)) for s, _ in heard]
        self._block = Block(rows)
        self._names = [row.text for row in rows]
        self._owners = [owner for _, owner in heard]

    def spot(self, utterance: Row, heard: np.ndarray, most: int) -> list[Span]:
        """The best spans, best first, at most two of one illness and `most` altogether.

        `heard` is `alignment.heard_somewhere` of the utterance.
        """
        rows = self._block.nearest(heard, 1.0, _CANDIDATES)
        scores, starts, ends = _align(utterance, self._block, rows)
        # A name's length counts against it a little: what is missing of it was not said.
        order = np.argsort(-(scores - np.float32(0.35) * self._block.lengths[rows]))
        found: list[Span] = []
        per_owner: dict[int, int] = {}
        for at in order:
            owner = self._owners[rows[at]]
            if scores[at] <= 0 or per_owner.get(owner, 0) == 2:
                continue
            per_owner[owner] = per_owner.get(owner, 0) + 1
            name = self._names[rows[at]]
            found.append(Span(name, owner, int(starts[at]), int(ends[at]), float(scores[at])))
            if len(found) == most:
                break
        return found


def _align(
    utterance: Row, block: Block, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Best score of each whole name anywhere in the utterance, with its start and end."""
    lengths = block.lengths[rows]
    width = int(lengths.max())
    every, gaps = np.arange(len(rows)), _GAP * np.arange(width + 1, dtype=np.float32)
    columns = np.arange(width + 1)
    score = np.broadcast_to(-gaps, (len(rows), width + 1)).copy()
    start = np.zeros((len(rows), width + 1), np.int16)
    best = np.full(len(rows), -np.inf, np.float32)
    best_start, best_end = np.zeros(len(rows), np.int16), np.zeros(len(rows), np.int16)
    gains = lay(utterance, block, rows).similar * _AGREES + _BASE
    for index, gain in enumerate(gains):
        said, extra = score[:, :-1] + gain, score[:, 1:] - _GAP
        fresh, fresh_start = np.zeros_like(score), np.full_like(start, index + 1)
        fresh[:, 1:] = np.maximum(said, extra)
        fresh_start[:, 1:] = np.where(said >= extra, start[:, :-1], start[:, 1:])
        # Syllables of the name that were not said: the best earlier column, less its gaps.
        level = fresh + gaps
        reached = np.maximum.accumulate(level, axis=1)
        origin = np.maximum.accumulate(np.where(level >= reached, columns, 0), axis=1)
        score, start = reached - gaps, fresh_start[every[:, None], origin]
        whole = score[every, lengths]
        better = whole > best
        best = np.where(better, whole, best)
        best_start = np.where(better, start[every, lengths], best_start)
        best_end = np.where(better, index + 1, best_end).astype(np.int16)
    return best, best_start, best_end
