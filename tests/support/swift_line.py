"""A line of ours on which everything has been heard at once."""

import queue
import time
from collections.abc import Sequence

from ivr.telephony.line import (
    CallFacts,
    Event,
    LineClosedError,
    Order,
    Played,
    Pressed,
    SetMark,
)
from models.call import Door

PATIENCE = 2.0
"""Seconds until a caller who stays hangs up all the same."""


class SwiftLine:
    """Plays everything at once; the caller presses the keys, in order, then hangs up or stays."""

    def __init__(
        self, sid: str, keys: str = "", *, stays: bool = False, taken: bool = False
    ) -> None:
        self.facts = CallFacts(sid, "sip:13800001234@trunk", "sip:12351@us", Door.SIP)
        self.hung_up = False
        self.handed_to: list[str] = []
        self._taken = taken
        self._keys = list(keys)
        self._until = time.monotonic() + (PATIENCE if stays else 0.0)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def receive(self, timeout: float) -> Event | None:
        try:
            return self._events.get(timeout=0.002)
        except queue.Empty:
            if self._keys:
                return Pressed(self._keys.pop(0))
            if time.monotonic() < self._until:
                return None
            raise LineClosedError("the caller has left") from None

    def send(self, orders: Sequence[Order]) -> None:
        for order in orders:
            if isinstance(order, SetMark):
                self._events.put(Played(order.mark))

    def transfer(self, number: str, seconds: float) -> bool:
        self.handed_to.append(number)
        return self._taken

    def hang_up(self) -> None:
        self.hung_up = True
