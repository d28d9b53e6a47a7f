"""The words of this hotline, for a recogniser that can be told what to expect.

Receives a `Library`, emits terms, most important first: a recogniser takes only so many.
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from kb.content.library import COVERAGE, Library
from kb.content.templates import SLOT
from kb.contract import NONE, Meaning
from kb.matching.phonetics import spoken

_MAX = 7
"""Characters; longer ones are sentences, or names nobody says whole."""
_FIRST = 4
"""Names of a covered illness that come before all else."""
_JOINED = "和或"
"""Characters of names that stand for several illnesses at once."""


def domain_terms(library: Library, count: int | None = None) -> tuple[str, ...]:
    """Illness names and key terms, each once, the first `count` of them.

    First what covered illnesses are called most, then by turns a word of every topic and a name of
    every illness.
    """
    listed = [_short(illness.names) for illness in library.listed_illnesses()]
    others = sorted(
        (illness for illness in library.illnesses if not illness.listed),
        key=lambda illness: library.entries[Meaning(COVERAGE, illness.id)].covered != "no",
    )
    by_turns = [*listed, *_by_topic(library), *(_short(illness.names) for illness in others)]
    rounds = [*zip_longest(*(names[:_FIRST] for names in listed)), *zip_longest(*by_turns)]
    terms = dict.fromkeys(term for names in rounds for term in names if term)
    return tuple(terms)[:count]


def likely_phrases(library: Library) -> tuple[str, ...]:
    """The terms, then every whole question without an illness: what an open question may be answered
    with, for an engine that listens again with what sounds alike in mind."""
    questions = (p.text for p in library.phrases if p.meaning.topic != NONE and SLOT not in p.text)
    return tuple(dict.fromkeys((*domain_terms(library), *questions)))


def _by_topic(library: Library) -> Iterable[list[str]]:
    """The short ways to ask for every topic of ours, in the order of the content."""
    found: dict[Meaning, list[str]] = {}
    for phrase in library.phrases:
        topic = phrase.meaning.topic
        if (
            topic not in (COVERAGE, NONE)
            and not topic.startswith("outside.")
            and SLOT not in phrase.text
        ):
            found.setdefault(phrase.meaning, []).append(phrase.text)
    return map(_short, found.values())


def _short(texts: Sequence[str]) -> list[str]:
    return [
        text
        for text in texts
        if 1 < len(text) <= _MAX
        and spoken(text) == text
        and not any(char in text for char in _JOINED)
    ]
