"""From where a call's audio may come: the address offered, or, behind a NAT, the port it comes from.

Whoever guesses our port could otherwise speak in somebody's call, or draw its audio away.
"""

import time
from collections.abc import Callable

Address = tuple[str, int]

QUIET_SECONDS = 2.0
"""After so long without a packet another port of the same hosts may go on: it was moved."""


class Source:
    """Holds on to the first address that may send, and lets no other in."""

    def __init__(
        self, offered: Address, signalled_from: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`signalled_from` is the host the call was signalled from."""
        self._signalled_from = signalled_from
        self._clock = clock
        self._hosts: set[str] = set()
        self._locked: Address | None = None
        self._last = 0.0
        self.offer(offered)

    def offer(self, offered: Address) -> None:
        """The far end tells where its audio is from now on."""
        self._hosts = {offered[0], self._signalled_from}
        self._locked = None

    def accepts(self, address: Address) -> bool:
        """Whether a packet may come from there; the first that may is held on to."""
        now = self._clock()
        moved = self._locked is not None and now - self._last > QUIET_SECONDS
        if (self._locked is None or moved) and address[0] in self._hosts:
            self._locked = address
        if address != self._locked:
            return False
        self._last = now
        return True
