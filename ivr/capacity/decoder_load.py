"""How far the recogniser is behind: receives every utterance handed to it, emits how long one waits."""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

RECENT = 15.0
"""Seconds for which an utterance that took long counts."""


class DecoderLoad:
    """Times utterances from when they are handed over until their text is there; thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: dict[Future[Any], float] = {}
        self._done: deque[tuple[float, float]] = deque(maxlen=64)
        """(when, seconds it took)"""
        self._lock = threading.Lock()

    def watch(self, utterance: "Future[Any]") -> None:
        """Count an utterance that has just been handed to the recogniser."""
        with self._lock:
            self._begun[utterance] = self._clock()
        utterance.add_done_callback(self._finished)

    def delay(self) -> float:
        """Seconds an utterance has to wait: the mean of late, or the oldest still waiting."""
        with self._lock:
            now = self._clock()
            recent = [took for at, took in self._done if now - at < RECENT]
            waiting = [now - began for began in self._begun.values()]
        mean = sum(recent) / len(recent) if recent else 0.0
        return max([mean, *waiting])

    def _finished(self, utterance: "Future[Any]") -> None:
        with self._lock:
            now = self._clock()
            began = self._begun.pop(utterance, now)
            self._done.append((now, now - began))
