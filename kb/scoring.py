"""One score for everything a caller may have meant: alignment, illness names, topic model joined."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from kb.alignment import Block, Row, agreement, heard_somewhere, joined, plain_row
from kb.library import COVERAGE, Library, Phrase
from kb.sound import hear
from kb.spotting import Span, Spotter
from kb.templates import SLOT
from kb.topics import Label, TopicModel
from kb.weights import syllable_weights

_PHRASES = 150
_TEMPLATES = 80
"""Phrases and templates aligned in full, per utterance and per span."""
_SPANS = 10
_TOPIC_SHARE = 0.2
"""Weight of the topic model beside the alignment."""


class Meaning(NamedTuple):
    """Topic, illness and aspect."""

    topic: str
    illness: str
    aspect: str


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


class Scorer:
    """The library's phrases and names, laid out once, against one utterance at a time."""

    def __init__(self, library: Library) -> None:
        phrases = [p for p in library.phrases if not (p.topic == COVERAGE and p.illness)]
        phrases.append(Phrase(SLOT, COVERAGE, "", ""))
        self._weights = syllable_weights(
            [p.text.replace(SLOT, "") for p in phrases], [(p.topic, p.aspect) for p in phrases]
        )
        self._plain = [p for p in phrases if SLOT not in p.text]
        self._templates = [p for p in phrases if SLOT in p.text]
        plain = [self._row(p.text) for p in self._plain]
        templates = [joined([self._row(t) for t in p.text.split(SLOT)]) for p in self._templates]
        self._plain_block, self._template_block = Block(plain), Block(templates)
        labels = [Label(p.topic, p.aspect) for p in (*self._plain, *self._templates)]
        self._topics = TopicModel([*plain, *templates], labels)
        self._illnesses = library.illnesses
        self._spotter = Spotter(
            [
                (name, number)
                for number, illness in enumerate(library.illnesses)
                for name in dict.fromkeys((illness.name, *illness.aliases))
            ]
        )

    def _row(self, text: str) -> Row:
        sounds = hear(text)
        return plain_row(sounds, self._weights[sounds.syllables])

    def score(self, text: str) -> list[Scored]:
        """Every meaning that is worth a thought, best first; empty for a text without syllables."""
        utterance = self._row(text)
        if not len(utterance.codes):
            return []
        heard = heard_somewhere(utterance)
        found: dict[Meaning, Scored] = {}
        self._score_phrases(utterance, heard, found)
        self._score_templates(utterance, heard, found)
        return sorted(found.values(), key=lambda scored: -scored.score)

    def _score_phrases(
        self, utterance: Row, heard: np.ndarray, found: dict[Meaning, Scored]
    ) -> None:
        rows = self._plain_block.nearest(heard, utterance.total, _PHRASES)
        agreements = agreement(utterance, self._plain_block, rows)
        topics = self._topics.score(utterance)
        for row, agrees in zip(rows, agreements, strict=True):
            phrase = self._plain[row]
            self._keep(found, phrase, "", float(agrees), topics, None)

    def _score_templates(
        self, utterance: Row, heard: np.ndarray, found: dict[Meaning, Scored]
    ) -> None:
        spans = self._spotter.spot(utterance, heard, _SPANS)
        if not spans:
            return
        cut = utterance.with_slot(spans[0].start, spans[0].end)
        topics = self._topics.score(cut, min(1.0, spans[0].fit))
        for span in spans:
            slotted = utterance.with_slot(span.start, span.end)
            rows = self._template_block.nearest(
                heard_somewhere(slotted), slotted.total, _TEMPLATES
            )
            length = float(len(span.name))
            agreements = agreement(slotted, self._template_block, rows, (length, span.score))
            for row, agrees in zip(rows, agreements, strict=True):
                illness = self._illnesses[span.owner].id
                self._keep(found, self._templates[row], illness, float(agrees), topics, span)

    def _keep(
        self,
        found: dict[Meaning, Scored],
        phrase: Phrase,
        illness: str,
        agrees: float,
        topics: dict[tuple[str, str], float],
        span: Span | None,
    ) -> None:
        """Remember the nearest phrase of each meaning."""
        topic = topics[phrase.topic, phrase.aspect]
        score = agrees + _TOPIC_SHARE * topic
        named = illness if phrase.topic == COVERAGE else ""
        meaning = Meaning(phrase.topic, named, phrase.aspect)
        if meaning in found and found[meaning].score >= score:
            return
        text = phrase.text.replace(SLOT, span.name) if span else phrase.text
        found[meaning] = Scored(meaning, score, agrees, topic, text, span)
