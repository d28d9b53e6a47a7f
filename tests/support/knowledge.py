"""The content the code comes with, read once, and one matcher for it."""

from collections.abc import Sequence

import pytest

from kb.content.library import Library, load
from kb.contract import Meaning
from kb.matching import scoring
from kb.matching.alignment import Row
from kb.matching.matcher import Matcher
from kb.matching.topic_model import TopicModel

_learned: dict[tuple, TopicModel] = {}


def _learned_once(rows: Sequence[Row], labels: Sequence[Meaning]) -> TopicModel:
    """The topic model of these phrases; every test's hotline speaks of the same ones."""
    key = (tuple(labels), tuple(row.codes.tobytes() for row in rows))
    if key not in _learned:
        _learned[key] = TopicModel(rows, labels)
    return _learned[key]


scoring.TopicModel = _learned_once  # type: ignore[assignment,misc]


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped content."""
    return load()


@pytest.fixture(scope="session")
def matcher(library: Library) -> Matcher:
    """The matcher of the shipped content."""
    return Matcher(library)
