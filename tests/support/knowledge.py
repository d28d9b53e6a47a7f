"""The content the code comes with, read once, and one matcher for it."""

from functools import cache

import pytest

from kb.content.library import Library, load
from kb.matching.matcher import Matcher
from kb.matching.shared import matcher_of


@cache
def shipped() -> Library:
    """The shipped content."""
    return load()


@cache
def shipped_matcher() -> Matcher:
    """Its matcher, held: every engine of a test that answers from this content joins it."""
    return matcher_of(shipped(), "installed")


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return shipped_matcher()
