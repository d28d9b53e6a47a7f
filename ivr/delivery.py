"""Brings the journal into the database when that is back, whether or not the callers still talk."""

import threading
import time

import structlog

from ivr.store import DatabaseAwayError, JournalError, Store

EVERY_SECONDS = 5.0
FORGET_SECONDS = 6 * 3600.0
"""Mirrors of calls quiet for so long are dropped: no call lasts that long."""

log = structlog.get_logger()


class Delivery:
    """A thread that looks every few seconds; it sleeps while nothing is owed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin; the thread does not keep the process alive."""
        threading.Thread(target=self._run, name="journal", daemon=True).start()

    def stop(self) -> None:
        """End soon."""
        self._stop.set()

    def step(self) -> None:
        """One look."""
        try:
            self._store.deliver_all()
            self._store.journal.forget_older(FORGET_SECONDS, time.time())
        except (DatabaseAwayError, JournalError) as error:
            log.info("journal waits", fault=str(error))

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self.step()
