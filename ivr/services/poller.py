"""One thing done every few seconds for as long as the process lives."""

import threading
from collections.abc import Callable

import structlog

from models.patience import answers_within

ANSWER_SECONDS = 30.0
"""A step gives up after waiting so long for one answer of the database."""

log = structlog.get_logger()


class Poller:
    """A thread of its own, so that no step waits for what another waits for."""

    def __init__(self, name: str, seconds: float, step: Callable[[], object]) -> None:
        """`step` is called at once and then again `seconds` after it has returned."""
        self.name = name
        self._seconds = seconds
        self._step = step
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin; the thread does not keep the process alive."""
        threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def stop(self) -> None:
        """End after the step that is under way."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with answers_within(ANSWER_SECONDS):
                    self._step()
            except Exception as error:  # noqa: BLE001 - the next step may go well
                log.error("background step failed", step=self.name, fault=repr(error))
            self._stop.wait(self._seconds)
