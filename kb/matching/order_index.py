"""Which of many texts have most syllables in common with another, in the same order: rapidfuzz's ratio.

Two texts have no more in common in order than without: what cannot be among the nearest is not compared.
"""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from kb.matching.alignment import CODES, Row, largest

_MOST_OFTEN = 255
"""Times one syllable is counted in a text."""


class OrderIndex:
    """Texts, laid out once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._texts = [row.spelled for row in rows]
        lengths = np.array([len(row.codes) for row in rows], np.int64)
        self._lengths = lengths.astype(np.float32)
        # A row for each syllable: how often each text has it.
        self._counts = np.zeros((CODES, len(rows)), np.uint8)
        codes = np.concatenate([np.zeros(0, np.int64), *(row.codes for row in rows)])
        places, times = _counted(codes * len(rows) + np.repeat(np.arange(len(rows)), lengths))
        self._counts.ravel()[places] = times

    def nearest(self, utterance: Row, count: int) -> np.ndarray:
        """Numbers of the `count` texts nearest to `utterance`, in no order."""
        if len(self._texts) <= count:
            return np.arange(len(self._texts))
        most = self._at_most(utterance)
        likely = self._ratios(utterance, largest(most, 2 * count))
        least = np.partition(likely, -count)[-count]
        worth = np.flatnonzero(most >= least)
        return worth[largest(self._ratios(utterance, worth), count)]

    def _at_most(self, utterance: Row) -> np.ndarray:
        """The ratio that each text has if all it has in common with `utterance` is in the same order."""
        codes, times = _counted(utterance.codes)
        common = np.minimum(self._counts[codes], times[:, None]).sum(axis=0, dtype=np.uint16)
        return 200 * common / (self._lengths + np.float32(len(utterance.codes)))

    def _ratios(self, utterance: Row, numbers: np.ndarray) -> np.ndarray:
        texts = [self._texts[number] for number in numbers.tolist()]
        ratios = process.cdist([utterance.spelled], texts, scorer=fuzz.ratio, dtype=np.float32)
        return np.asarray(ratios[0])


def _counted(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each different one, and how often it occurs."""
    different, times = np.unique(codes, return_counts=True)
    return different, np.minimum(times, _MOST_OFTEN).astype(np.uint8)
