"""Phrases of the content as strangers' sentences: each is judged by a matcher that does not know it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz import fuzz, process

from kb.content.library import COVERAGE, Library, Phrase
from kb.content.templates import SLOT
from kb.contract import Meaning
from kb.evaluation.calibrate import Judged, judge
from kb.evaluation.labelled import Sample
from kb.matching.embedding import Encoder
from kb.matching.naming import Names
from kb.matching.scoring import Scorer

_FOLDS = 8
_OWN_WORDS = 72
"""Likeness to every other phrase of its meaning, 0 to 100, below which a phrase has words of its own."""
_FEWEST_WORDS = 4
_NAMES = 1
"""Names of each illness that is kept out, of those that look like one."""


def judged_unknown(library: Library, encoder: Encoder | None) -> list[Judged]:
    """Every phrase with words of its own, judged by a library without it."""
    alone = own_words(library.phrases)
    fold = np.random.default_rng(12351).permutation(len(alone)) % _FOLDS
    judged: list[Judged] = []
    for number in range(_FOLDS):
        kept = {alone[at] for at in np.flatnonzero(fold == number)}
        rest = replace(library, phrases=tuple(p for p in library.phrases if p not in kept))
        names = _listed_names(library, number)
        samples = [
            Sample(p.text.replace(SLOT, next(names)), p.meaning, heard=False, new=True)
            for p in sorted(kept)
        ]
        unnamed, unknown = _illnesses_kept(rest, number)
        named = _illnesses_left(library, unnamed, number)
        judged += judge(Scorer(unnamed, encoder), [*samples, *unknown, *named])
    return judged


def _listed_names(library: Library, number: int) -> Iterator[str]:
    """Names of covered illnesses without end, to fill slots with: the others have no claims."""
    names = [illness.name for illness in library.listed_illnesses()]
    draw = np.random.default_rng(2 * _FOLDS + number)
    while True:
        yield names[draw.integers(len(names))]


def _illnesses_kept(library: Library, number: int) -> tuple[Library, list[Sample]]:
    """`library` without every eighth illness, and questions about those: their answer is "unknown"."""
    left = tuple(i for n, i in enumerate(library.illnesses) if n % _FOLDS != number)
    kept = [i for n, i in enumerate(library.illnesses) if n % _FOLDS == number]
    ways = [p.text for p in library.phrases if p.meaning.topic == COVERAGE and SLOT in p.text]
    names = Names(name for illness in left for name in illness.names)
    draw = np.random.default_rng(number)
    samples = [
        Sample(
            ways[draw.integers(len(ways))].replace(SLOT, name),
            Meaning(COVERAGE),
            heard=False,
            new=True,
        )
        for illness in kept
        for name in [name for name in illness.names if names.unknown(name)][:_NAMES]
    ]
    return replace(library, illnesses=left), samples


def _illnesses_left(library: Library, unnamed: Library, number: int) -> list[Sample]:
    """Every fourth illness that is known, by one of its names: alone, and in a question."""
    ways = [p.text for p in library.phrases if p.meaning.topic == COVERAGE and SLOT in p.text]
    draw = np.random.default_rng(_FOLDS + number)
    left = [i for n, i in enumerate(unnamed.illnesses) if n % 4 == number % 4]
    names = [(i.id, i.names[draw.integers(len(i.names))]) for i in left]
    return [
        Sample(text.replace(SLOT, name), Meaning(COVERAGE, illness), heard=False)
        for illness, name in names
        for text in (SLOT, ways[draw.integers(len(ways))])
    ]


def own_words(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Whole questions that no other phrase of the same meaning is nearly the same as."""
    by_meaning: dict[Meaning, list[Phrase]] = {}
    for phrase in phrases:
        if phrase.meaning.topic != COVERAGE and len(phrase.text) > _FEWEST_WORDS:
            by_meaning.setdefault(phrase.meaning, []).append(phrase)
    found = []
    for group in by_meaning.values():
        texts = [phrase.text for phrase in group]
        alike = process.cdist(texts, texts, scorer=fuzz.ratio)
        np.fill_diagonal(alike, 0)
        found += [p for p, most in zip(group, alike.max(axis=1), strict=True) if most < _OWN_WORDS]
    return found
