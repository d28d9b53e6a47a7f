"""The recogniser's threads, and how far they are behind."""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

RECENT = 15.0
"""Seconds for which an utterance that took long counts."""


class Decoders(ThreadPoolExecutor):
    """An executor that knows how long its work takes, waiting included."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(threads, thread_name_prefix="decode")
        self._clock = clock
        self._begun: dict[Future, float] = {}
        self._done: deque[tuple[float, float]] = deque(maxlen=64)
        """(when, seconds it took)"""
        self._counting = threading.Lock()

    def submit(self, work: Callable, /, *args: Any, **kwargs: Any) -> Future:
        """See `Executor.submit`."""
        began = self._clock()
        future = super().submit(work, *args, **kwargs)
        with self._counting:
            self._begun[future] = began
        future.add_done_callback(self._finished)
        return future

    def delay(self) -> float:
        """Seconds an utterance has to wait: the mean of late, or the oldest still waiting."""
        with self._counting:
            now = self._clock()
            recent = [took for at, took in self._done if now - at < RECENT]
            waiting = [now - began for began in self._begun.values()]
        mean = sum(recent) / len(recent) if recent else 0.0
        return max([mean, *waiting])

    def _finished(self, future: Future) -> None:
        with self._counting:
            now = self._clock()
            began = self._begun.pop(future, now)
            self._done.append((now, now - began))
