"""Recognisers kept for the next utterance.

A new recogniser puts the model's graph together anew while it listens to its first half second, which
takes most of a second of a core. One that has given its final result has that behind it and remembers
nothing else of what it heard: only its clock goes on.
"""

import threading
from dataclasses import dataclass

import vosk

from speech.asr.vosk.result import MAX_READINGS

KEPT = 6
"""Recognisers that wait for an utterance; each may hold 30 MB of the graph."""


@dataclass
class Recogniser:
    """One recogniser of Vosk's."""

    kaldi: vosk.KaldiRecognizer
    grammar: str | None
    heard: int = 0
    """Samples it has been given: where its clock is."""


class Spares:
    """The recognisers of one model. Shared between threads."""

    def __init__(self, model: vosk.Model, rate: int) -> None:
        self._model = model
        self._rate = rate
        self._waiting: list[Recogniser] = []
        """The one used last is last."""
        self._lock = threading.Lock()

    def take(self, grammar: str | None) -> Recogniser:
        """A recogniser for any words, or for those of `grammar` alone."""
        with self._lock:
            for spare in reversed(self._waiting):
                if spare.grammar == grammar:
                    self._waiting.remove(spare)
                    return spare
        arguments = (self._model, self._rate, grammar) if grammar else (self._model, self._rate)
        made = vosk.KaldiRecognizer(*arguments)
        made.SetMaxAlternatives(MAX_READINGS)
        made.SetWords(True)
        return Recogniser(made, grammar)

    def give_back(self, recogniser: Recogniser) -> None:
        """Let another utterance have it; only after its final result."""
        with self._lock:
            self._waiting.append(recogniser)
            del self._waiting[:-KEPT]
