"""One matcher for one library, however many answer by it.

Laying out a library takes seconds and tens of megabytes. The dry run before publishing measures
against the edition in use, and editions that differ in answers alone are understood alike: whoever
holds such a matcher is joined.
"""

from threading import Lock
from typing import Literal
from weakref import WeakSet

from kb.content.library import Library
from kb.matching.embedding import Encoder
from kb.matching.matcher import Matcher

_IN_USE: WeakSet[Matcher] = WeakSet()
_ONE_AT_A_TIME = Lock()


def matcher_of(library: Library, encoder: Encoder | None | Literal["installed"]) -> Matcher:
    """The matcher of `library` that is in use, or a new one; `encoder` as `Matcher` takes it."""
    with _ONE_AT_A_TIME:
        alike = (m for m in _IN_USE if m.is_of(library, encoder))
        matcher = next(alike, None) or Matcher(library, encoder=encoder)
        _IN_USE.add(matcher)
    return matcher
