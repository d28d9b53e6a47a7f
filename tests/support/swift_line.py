"""A line of ours on which everything has been heard at once."""

import queue
import time
from collections.abc import Sequence

from ivr.telephony.line import (
    AnnouncedCall,
    Event,
    LineClosedError,
    Order,
    Played,
    Pressed,
    SetMark,
)
from models.call import Door

PATIENCE = 60.0
"""Seconds until a caller who stays hangs up all the same: what was to end the call never came."""


class LineTime:
    """Time that passes only while a line waits for its caller: a busy machine adds none."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


class SwiftLine:
    """Plays everything at once; the caller presses the keys, in order, then hangs up or stays."""

    def __init__(
        self,
        sid: str,
        keys: str = "",
        *,
        stays: bool = False,
        until_heard: int | None = None,
        taken: bool = False,
        clock: LineTime | None = None,
    ) -> None:
        """A caller who stays leaves when `until_heard` prompts have been heard to their ends."""
        self.facts = AnnouncedCall(sid, "sip:13800001234@trunk", "sip:12351@us", Door.SIP)
        self.hung_up = False
        self.handed_to: list[str] = []
        self._taken = taken
        self._keys = list(keys)
        self._clock = clock or time
        self._left_to_hear = until_heard
        self._until = self._clock.monotonic() + (PATIENCE if stays else 0.0)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def receive(self, timeout: float) -> Event | None:
        try:
            return self._events.get_nowait()
        except queue.Empty:
            if self._keys:
                return Pressed(self._keys.pop(0))
            self._clock.sleep(min(timeout, 0.02))
            if self._left_to_hear != 0 and self._clock.monotonic() < self._until:
                return None
            raise LineClosedError("the caller has left") from None

    def send(self, orders: Sequence[Order]) -> None:
        for order in orders:
            if isinstance(order, SetMark):
                self._events.put(Played(order.mark))
                if self._left_to_hear:
                    self._left_to_hear -= 1

    def transfer(self, number: str, seconds: float) -> bool:
        self.handed_to.append(number)
        return self._taken

    def hang_up(self) -> None:
        self.hung_up = True
