"""How much of a text is in words: what a recogniser misheard is in hardly any.

Two measures: by the content's own pairs of characters, and by the words of the language besides, those of
the dictionary that `jieba` comes with (PyPI, MIT).
"""

import re
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from itertools import pairwise, product

import jieba

from kb.matching.phonetics import spoken

_TOO_SHORT = 0.5
"""For a single character, which tells nothing either way."""
_LENGTHS = (2, 3)
"""Characters of the words looked for: longer ones are made of them, or rare."""
_COMMON = re.compile(r"^(\S{2,3}) \d{2,} ", re.MULTILINE)
"""Lines of the dictionary that begin with such a word, and how often it occurs there. From ten times on a word
counts: among rarer ones nearly every pair is one."""


class Familiar:
    """The pairs of characters that texts of the content hold."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs = {pair for text in texts for pair in pairwise(spoken(text))}

    def share(self, text: str) -> float:
        """Share of the pairs of characters of `text` that are known, 0 to 1."""
        pairs = list(pairwise(spoken(text)))
        return sum(pair in self._pairs for pair in pairs) / len(pairs) if pairs else _TOO_SHORT

    def in_words(self, text: str) -> float:
        """Share of the characters of `text` in known pairs or in words of the language, 0 to 1."""
        chars, words = spoken(text), _words()
        held = [False] * len(chars)
        for start, length in product(range(len(chars)), _LENGTHS):
            piece = chars[start : start + length]
            if piece in words or tuple(piece) in self._pairs:
                held[start : start + length] = [True] * len(piece)
        return sum(held) / len(held) if held else _TOO_SHORT


@cache
def _words() -> frozenset[str]:
    """Common words of the language."""
    with closing(jieba.get_dict_file()) as file:
        return frozenset(_COMMON.findall(file.read().decode()))
