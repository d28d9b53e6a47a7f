"""Soft alignment of one utterance with many texts at once, in numpy.

A text is a row of syllables with a weight for each. The agreement of two texts is the Dice
coefficient of their best monotone alignment: twice the weight of what agrees, by sound and by
character, over the weight of both. 1 is the same text, 0 nothing in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.matching.phonetics import NEARNESS, Sounds

PAD = len(NEARNESS)
SLOT = PAD + 1
CODES = PAD + 2
SLOT_CHAR = "\ue000"
"""Stands for an illness in a row's text; never in a caller's words."""

_SPELLING = 0x4E00
"""Character of syllable 0 in `Row.spelled`; any block of letters would do."""
_USEFUL = 0.45
"""Nearness below this says nothing: two random syllables often reach it."""
_SAME_TONE, _OTHER_TONE = np.float32(0.95), np.float32(0.90)
"""What sounding alike is worth beside being the same character."""


def _similarity() -> np.ndarray:
    table = np.zeros((CODES, CODES), np.float32)
    table[:PAD, :PAD] = np.clip((NEARNESS - _USEFUL) / (1 - _USEFUL), 0, 1)
    table[SLOT, SLOT] = 1.0
    return table


SIMILARITY: np.ndarray = _similarity()
"""How much two syllables agree, 0 to 1; PAD agrees with nothing, SLOT with itself."""


@dataclass(frozen=True)
class Row:
    """A text as the aligner sees it."""

    text: str
    codes: np.ndarray
    """Syllables, or SLOT."""
    tones: np.ndarray
    weights: np.ndarray

    @property
    def total(self) -> float:
        """Weight of the whole text, slots left out."""
        return float(self.weights.sum())

    @property
    def spelled(self) -> str:
        """One character for each syllable: what a string matcher compares by sound."""
        return "".join(chr(_SPELLING + code) for code in self.codes.tolist())

    def with_slot(self, start: int, end: int) -> "Row":
        """This row with an illness in place of the syllables `start` to `end`."""
        return joined([self._part(0, start), self._part(end, len(self.text))])

    def _part(self, start: int, end: int) -> "Row":
        part = slice(start, end)
        return Row(self.text[part], self.codes[part], self.tones[part], self.weights[part])


_SLOT_ROW = Row(SLOT_CHAR, np.array([SLOT]), np.zeros(1, np.int8), np.zeros(1, np.float32))


def plain_row(sounds: Sounds, weights: np.ndarray) -> Row:
    """A row without slots."""
    return Row(sounds.text, sounds.syllables.astype(np.int64), sounds.tones, weights)


def joined(rows: Sequence[Row]) -> Row:
    """`rows` with a slot between every two."""
    parts = [rows[0]]
    for row in rows[1:]:
        parts += [_SLOT_ROW, row]
    return Row(
        "".join(part.text for part in parts),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.tones for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


class Block:
    """Many rows laid out for one alignment, padded to the same length."""

    def __init__(self, rows: Sequence[Row]) -> None:
        shape = (len(rows), max((len(row.text) for row in rows), default=1))
        self.codes = np.full(shape, PAD, np.int64)
        self.chars = np.zeros(shape, np.uint32)
        self.tones = np.full(shape, -1, np.int8)
        self.weights = np.zeros(shape, np.float32)
        for index, row in enumerate(rows):
            length = len(row.text)
            self.codes[index, :length] = row.codes
            self.chars[index, :length] = [ord(char) for char in row.text]
            self.tones[index, :length] = row.tones
            self.weights[index, :length] = row.weights
        self.lengths = np.array([len(row.text) for row in rows])
        self.totals = self.weights.sum(axis=1)
        # All syllables in a row: to look each up is a tenth of the work of a table of rows by codes.
        there = self.codes != PAD
        there[:, 0] = True  # no row is without one
        self._flat_codes, self._flat_weights = self.codes[there], self.weights[there]
        self._starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))])[:-1]

    def __len__(self) -> int:
        return len(self.codes)

    def nearest(
        self, heard: np.ndarray, total: float, count: int, in_slot: float = 0.0
    ) -> np.ndarray:
        """Numbers of the `count` rows that can agree best, by their syllables without order.

        `heard` tells of every code how much the utterance sounds like having it somewhere, `total`
        is the weight of the utterance (and of the name in the slot), `in_slot` what agrees there.
        Keeps the alignment's cost the same however many rows there are.
        """
        each = heard[self._flat_codes] * self._flat_weights
        agreeing = np.add.reduceat(each, self._starts) + np.float32(in_slot)
        return largest(agreeing / (self.totals + np.float32(total) + np.float32(1e-6)), count)


def largest(values: np.ndarray, count: int) -> np.ndarray:
    """Places of the `count` largest of `values`, in no order; of equal ones the first."""
    if len(values) <= count:
        return np.arange(len(values))
    # Twice as quick as argpartition.
    least = np.partition(values, -count)[-count]
    above = np.flatnonzero(values > least)
    level = np.flatnonzero(values == least)
    return np.concatenate([above, level[: count - len(above)]])


def heard_somewhere(utterance: Row) -> np.ndarray:
    """For every code, the best agreement any syllable of `utterance` has with it."""
    return SIMILARITY[utterance.codes].max(axis=0)


@dataclass(frozen=True)
class Laid:
    """An utterance laid beside some rows of a block: agreement of every syllable with every other.

    Rows stand last, so that one step of the alignment is taken for all of them at once.
    """

    similar: np.ndarray
    """Utterance syllables x row syllables x rows; 0 to 1: same character 1, else by sound."""
    gains: np.ndarray
    """`similar`, each value times the mean weight of its two syllables."""
    slots: np.ndarray
    """Row syllables x rows: whether a slot stands there."""


def lay(utterance: Row, block: Block, rows: np.ndarray) -> Laid:
    """`utterance` beside `rows` of `block`."""
    width = int(block.lengths[rows].max())

    def of_rows(table: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(table[rows, :width].T)

    codes = of_rows(block.codes)
    alike = SIMILARITY[utterance.codes].take(codes, axis=1)
    same_tone = of_rows(block.tones) == utterance.tones[:, None, None]
    alike *= np.where(same_tone, _SAME_TONE, _OTHER_TONE)
    chars = np.array([ord(char) for char in utterance.text], np.uint32)
    np.putmask(alike, of_rows(block.chars) == chars[:, None, None], np.float32(1))
    both = (utterance.weights[:, None, None] + of_rows(block.weights)) * np.float32(0.5)
    return Laid(alike, alike * both, codes == SLOT)


def matched(laid: Laid) -> np.ndarray:
    """Weight of what agrees in the best alignment of the utterance with each row."""
    best = _nothing_met(laid.gains)
    for gain in laid.gains:
        _meet(best, gain)
    return best[-1]


class Slotted:
    """An utterance beside rows with a slot, some of its syllables left to the slot.

    What stands before the slot and what stands behind it are aligned once for all such places.
    """

    def __init__(self, laid: Laid) -> None:
        self._slots = laid.slots
        self._before = _from_the_left(laid.gains)
        self._behind = _from_the_left(laid.gains[::-1, ::-1])[::-1, ::-1]

    def matched(self, start: int, end: int) -> np.ndarray:
        """Weight of what agrees with each row where syllables `start` to `end` fill its slot.

        What fills the slot is for the caller to add.
        """
        around = self._before[start][:-1] + self._behind[end][1:]
        return np.where(self._slots, around, np.float32(0)).max(axis=0)


def _from_the_left(gains: np.ndarray) -> np.ndarray:
    """Best agreement of every beginning of the utterance with every beginning of each row.

    Shape: utterance syllables + 1, row syllables + 1, rows.
    """
    reached = np.zeros((len(gains) + 1, gains.shape[1] + 1, gains.shape[2]), np.float32)
    for before, best, gain in zip(reached, reached[1:], gains, strict=False):
        best[:] = before
        _meet(best, gain)
    return reached


def _nothing_met(gains: np.ndarray) -> np.ndarray:
    return np.zeros((gains.shape[1] + 1, gains.shape[2]), np.float32)


def _meet(best: np.ndarray, gain: np.ndarray) -> None:
    """One more syllable of the utterance: it meets one of the row, or none. Changes `best`."""
    np.maximum(best[1:], best[:-1] + gain, out=best[1:])
    np.maximum.accumulate(best, axis=0, out=best)


def agreement(matched_weight: np.ndarray, weights_of_both: np.ndarray) -> np.ndarray:
    """Dice coefficient, 0 to 1."""
    return 2 * matched_weight / np.maximum(weights_of_both, 1e-6)
