"""Shuts a server process down without hanging up on anybody: what it does on SIGTERM.

It says on `/ready` that it takes no new calls and refuses new streams, but goes on to answer
webhooks: they may belong to calls of any server. When the last stream is over, or time is up, it
closes. A call whose stream is closed goes on at another server with what the caller said so far.
"""

import time
from types import FrameType
from typing import TYPE_CHECKING

from gunicorn.workers.gthread import ThreadWorker

from ivr.capacity import draining

if TYPE_CHECKING:
    from ivr.services.services import Services  # takes seconds to import; see `preload`

CLOSING_SECONDS = 20
"""For what is under way when time is up: requests being answered, sockets being closed."""


class Worker(ThreadWorker):
    """Gunicorn's thread worker; on SIGTERM it keeps listening until its streams are over."""

    alive: bool
    _until = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain on SIGTERM; a second one changes nothing."""
        if draining.draining():
            return
        self._until = time.monotonic() + self.cfg.graceful_timeout - CLOSING_SECONDS
        draining.drain()

    def notify(self) -> None:
        """Called by the main loop, every second at least."""
        super().notify()
        if not self.alive or not draining.draining():
            return
        if time.monotonic() > self._until:
            draining.end_calls()
        if self._calls() == 0 or draining.time_is_up():
            self.alive = False

    def _calls(self) -> int:
        services: Services = self.wsgi.extensions["hotline"]
        return max(services.slots.busy, services.sip.calls if services.sip else 0)
