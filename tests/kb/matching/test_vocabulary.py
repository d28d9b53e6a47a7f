"""Words handed to a recogniser: the most important first, none unspeakable."""

import pytest

from kb.content.library import Library
from kb.matching.vocabulary import domain_terms


@pytest.fixture(scope="module")
def terms(library: Library) -> tuple[str, ...]:
    return domain_terms(library)


def test_a_name_of_every_covered_illness_comes_first(
    library: Library, terms: tuple[str, ...]
) -> None:
    first = set(terms[: 4 * len(library.listed_illnesses())])
    assert [i.id for i in library.listed_illnesses() if not first & set(i.names)] == []


@pytest.mark.parametrize(
    "word", ["癌症", "心肌梗死", "中风", "糖尿病", "申工社", "援助中心", "人工"]
)
def test_the_first_hundred_and_fifty_hold_what_callers_say_most(
    terms: tuple[str, ...], word: str
) -> None:
    assert word in terms[:150]


def test_terms_are_short_and_said_once(terms: tuple[str, ...]) -> None:
    assert len(set(terms)) == len(terms) > 1000
    assert [term for term in terms if not 1 < len(term) < 8 or "{" in term] == []


def test_as_many_as_asked_for(library: Library, terms: tuple[str, ...]) -> None:
    assert domain_terms(library, 20) == terms[:20]
