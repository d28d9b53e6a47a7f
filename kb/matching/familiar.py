"""How much of a text is in words the content uses: what a recogniser misheard is in hardly any."""

from collections.abc import Iterable
from itertools import pairwise

from kb.matching.phonetics import spoken

_TOO_SHORT = 0.5
"""For a single character, which tells nothing either way."""


class Familiar:
    """The pairs of characters that texts of the content hold."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs = {pair for text in texts for pair in pairwise(spoken(text))}

    def share(self, text: str) -> float:
        """Share of the pairs of characters of `text` that are known, 0 to 1."""
        pairs = list(pairwise(spoken(text)))
        return sum(pair in self._pairs for pair in pairs) / len(pairs) if pairs else _TOO_SHORT
