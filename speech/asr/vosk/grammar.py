"""What a Vosk model is told to listen for: phrases cut into words that the model knows."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from speech.asr.answer_words import ANSWERS
from speech.asr.recognizer import Expectation

UNKNOWN = "[unk]"
"""Stands in a result for speech that matches no phrase."""
MAX_WORD = 8
"""Characters; longer words are not looked for."""
KEPT = 32
"""Grammars kept: a dialogue has about as many kinds of questions."""
_SEPARATORS = re.compile(r"[\W_]+")

log = logging.getLogger(__name__)


class Grammar:
    """Builds grammars for one model. Shared between threads."""

    def __init__(self, knows: Callable[[str], bool]) -> None:
        """`knows` tells whether a word is in the model's vocabulary."""
        self._knows = knows
        self._reported: set[str] = set()
        # Cutting a thousand phrases takes a tenth of a second, and an utterance must begin at once.
        self._built = lru_cache(maxsize=KEPT)(self._build)

    def of(self, expectation: Expectation) -> str | None:
        """The grammar as Vosk wants it, or None if the model knows no word of what is expected.

        Words outside the vocabulary are left out and named in the log, each once.
        """
        return self._built((*ANSWERS.get(expectation.hint, ()), *expectation.phrases))

    def _build(self, phrases: tuple[str, ...]) -> str | None:
        cut = {phrase: self._words(phrase) for phrase in phrases}
        self._report([phrase for phrase, words in cut.items() if not words])
        lines = dict.fromkeys(" ".join(words) for words in cut.values() if words)
        if not lines:
            return None
        if self._knows(UNKNOWN):
            lines[UNKNOWN] = None
        return json.dumps(list(lines), ensure_ascii=False)

    def _words(self, phrase: str) -> list[str]:
        """The phrase in words of the model; empty if a part of it cannot be said in them."""
        runs = [self._cut(run) for run in _SEPARATORS.split(phrase) if run]
        return [word for run in runs for word in run] if all(runs) else []

    def _cut(self, run: str) -> list[str]:
        """Cut `run` into as few known words as possible; empty if it cannot be done."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(run) + 1):
            cuts = [
                [*before, run[start:end]]
                for start in range(max(0, end - MAX_WORD), end)
                if (before := best[start]) is not None and self._knows(run[start:end])
            ]
            best.append(min(cuts, key=len, default=None))
        return best[-1] or []

    def _report(self, phrases: Iterable[str]) -> None:
        new = [phrase for phrase in phrases if phrase not in self._reported]
        self._reported.update(new)
        if new:
            log.warning("the model does not know these, they are left out: %s", " ".join(new))
