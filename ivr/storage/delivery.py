"""Brings home what waits elsewhere, whether or not the callers still talk.

The journal goes into the database when that is back; the carrier's recordings come here.
"""

import threading
import time
from collections.abc import Callable

import structlog

from ivr.storage.pending_recordings import PendingRecordings
from ivr.storage.store import DatabaseAwayError, JournalError, Store

EVERY_SECONDS = 5.0
FORGET_SECONDS = 6 * 3600.0
"""Mirrors of calls quiet for so long are dropped: no call lasts that long."""

log = structlog.get_logger()


class Delivery:
    """Two threads that look every few seconds: neither has to wait for what the other waits for."""

    def __init__(self, store: Store, awaited: PendingRecordings) -> None:
        self._store = store
        self._awaited = awaited
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin; the threads do not keep the process alive."""
        for name, step in (("journal", self.step), ("recordings", self._awaited.step)):
            threading.Thread(target=self._run, args=(step,), name=name, daemon=True).start()

    def stop(self) -> None:
        """End soon."""
        self._stop.set()

    def step(self) -> None:
        """One look at the journal."""
        try:
            self._store.deliver_all()
            self._store.journal.forget_older(FORGET_SECONDS, time.time())
        except (DatabaseAwayError, JournalError) as error:
            log.info("journal waits", fault=str(error))

    def _run(self, step: Callable[[], None]) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            step()
