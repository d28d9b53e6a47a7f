"""One score for everything a caller may have meant: alignment, illness names, topic model joined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from kb.content.library import COVERAGE, Library, Phrase
from kb.content.templates import SLOT
from kb.contract import Meaning
from kb.matching.alignment import (
    Block,
    Row,
    agreement,
    heard_somewhere,
    joined,
    largest,
    lay,
    matched,
    plain_row,
)
from kb.matching.illness_spotter import Span, Spotter
from kb.matching.phonetics import hear, spoken
from kb.matching.syllable_weights import syllable_weights
from kb.matching.topic_model import TopicModel

_PHRASES = 40
_TEMPLATES = 22
"""Phrases and templates aligned in full, per utterance and per span: so many of either choice."""
_SPANS = 10
_MAX = 200
"""Syllables looked at; of a longer story the end, where the question is."""
_REMEMBERED = 256
"""Texts whose scores are kept: what a recogniser heard in part is mostly what it says at the end."""
_TOPIC_SHARE = 0.22
"""Weight of the topic model beside the alignment."""


@dataclass(frozen=True)
class Scored:
    """How well one meaning fits an utterance."""

    meaning: Meaning
    score: float
    """Joint score, about 0 to 1.2; the order of candidates."""
    agreement: float
    """Of the nearest phrase, 0 to 1."""
    topic: float
    """Of the topic model, about -1 to 1."""
    phrase: str
    """The nearest phrase, its slot filled."""
    span: Span | None
    """Where the illness was heard, if the meaning has one."""

    def lessened(self, by: float) -> "Scored":
        """The same, its score lower `by` so much."""
        return replace(self, score=self.score - by) if by else self


class Phrases:
    """Phrases laid out for alignment, grouped by what they ask."""

    def __init__(self, phrases: Sequence[Phrase], rows: Sequence[Row]) -> None:
        self.phrases = phrases
        self.block = Block(rows)
        self._spelled = [row.spelled for row in rows]
        self.labels = list(dict.fromkeys(p.meaning for p in phrases))
        numbers = {label: number for number, label in enumerate(self.labels)}
        self._label = np.array([numbers[p.meaning] for p in phrases])

    def nearest(
        self, utterance: Row, heard: np.ndarray, total: float, count: int, in_slot: float = 0.0
    ) -> np.ndarray:
        """Numbers of the phrases worth aligning: `count` by near sounds, `count` by order.

        The first choice (`Block.nearest`, whose arguments these are) forgives every syllable a
        little, but not knowing their order takes 卡怎么办 for 怎么办卡; rapidfuzz knows it.
        """
        by_sounds = self.block.nearest(heard, total, count, in_slot)
        alike = process.cdist(
            [utterance.spelled], self._spelled, scorer=fuzz.ratio, dtype=np.float32
        )
        return np.union1d(by_sounds, largest(alike[0], count))

    def best_of_each_label(self, rows: np.ndarray, agreements: np.ndarray) -> list[tuple[int, int]]:
        """Of every label among `rows`, its number and the place in `rows` of its nearest phrase."""
        order = np.argsort(-agreements)
        labels, first = np.unique(self._label[rows[order]], return_index=True)
        return list(zip(labels.tolist(), order[first].tolist(), strict=True))


class Scorer:
    """The library's phrases and names, laid out once, against one utterance at a time."""

    def __init__(self, library: Library) -> None:
        phrases = [
            p for p in library.phrases if not (p.meaning.topic == COVERAGE and p.meaning.illness)
        ]
        self._weights = syllable_weights(
            [p.text.replace(SLOT, "") for p in phrases], [p.meaning for p in phrases]
        )
        plain = [p for p in phrases if SLOT not in p.text]
        slotted = [p for p in phrases if SLOT in p.text]
        plain_rows = [self._row(p.text) for p in plain]
        slotted_rows = [joined([self._row(t) for t in p.text.split(SLOT)]) for p in slotted]
        self._plain, self._slotted = Phrases(plain, plain_rows), Phrases(slotted, slotted_rows)
        labels = [p.meaning for p in (*plain, *slotted)]
        self._topics = TopicModel([*plain_rows, *slotted_rows], labels)
        self._illnesses = library.illnesses
        self._spotter = Spotter(
            [(name, n) for n, illness in enumerate(library.illnesses) for name in illness.names],
            library.themselves,
        )
        self.score = lru_cache(_REMEMBERED)(self._score)

    def _row(self, text: str) -> Row:
        sounds = hear(text)
        return plain_row(sounds, self._weights[sounds.syllables])

    def _score(self, text: str) -> tuple[Scored, ...]:
        """Every meaning that is worth a thought, best first; empty for a text without syllables."""
        utterance = self._row(spoken(text)[-_MAX:])
        if not len(utterance.codes):
            return ()
        heard = heard_somewhere(utterance)
        best: dict[Meaning, Scored] = {}
        for scored in (*self._by_phrases(utterance, heard), *self._by_names(utterance, heard)):
            held = best.get(scored.meaning)
            if held is None or scored.score > held.score:
                best[scored.meaning] = scored
        return tuple(sorted(best.values(), key=lambda scored: -scored.score))

    def _by_phrases(self, utterance: Row, heard: np.ndarray) -> Iterator[Scored]:
        """Meanings of phrases without a slot."""
        block = self._plain.block
        rows = self._plain.nearest(utterance, heard, utterance.total, _PHRASES)
        both = block.totals[rows] + utterance.total
        agreements = agreement(matched(lay(utterance, block, rows)), both)
        topics = self._topics.score(utterance)
        for label, at in self._plain.best_of_each_label(rows, agreements):
            phrase = self._plain.phrases[rows[at]]
            yield _scored(self._plain.labels[label], float(agreements[at]), topics, phrase.text)

    def _by_names(self, utterance: Row, heard: np.ndarray) -> Iterator[Scored]:
        """Meanings of phrases whose slot an illness fills."""
        spans = self._spotter.spot(utterance, heard, _SPANS)
        if not spans:
            return
        first = spans[0]
        slotted = utterance.with_slot(first.start, first.end)
        topics = self._topics.score(slotted, min(1.0, first.fit))
        block = self._slotted.block
        total = slotted.total + 2 * len(first.name)
        rows = self._slotted.nearest(slotted, heard, total, _TEMPLATES, in_slot=first.score)
        laid = lay(utterance, block, rows)
        aligned: dict[tuple[int, int], np.ndarray] = {}
        for span in spans:
            place = (span.start, span.end)
            if place not in aligned:
                aligned[place] = matched(laid, place)
            rest = utterance.total - utterance.weights[span.start : span.end].sum()
            # A syllable of the name, and of the words said for it, weighs 1.
            both = block.totals[rows] + np.float32(rest + 2 * len(span.name))
            agreements = agreement(aligned[place] + np.float32(span.score), both)
            illness = self._illnesses[span.owner].id
            for label, at in self._slotted.best_of_each_label(rows, agreements):
                text = self._slotted.phrases[rows[at]].text.replace(SLOT, span.name)
                agrees = float(agreements[at])
                meant = self._slotted.labels[label]
                yield _scored(meant, agrees, topics, text, illness=illness, span=span)


def _scored(
    label: Meaning,
    agrees: float,
    topics: Mapping[Meaning, float],
    phrase: str,
    *,
    illness: str = "",
    span: Span | None = None,
) -> Scored:
    topic = topics[label]
    meaning = label._replace(illness=illness) if label.topic == COVERAGE else label
    return Scored(meaning, agrees + _TOPIC_SHARE * topic, agrees, topic, phrase, span)
