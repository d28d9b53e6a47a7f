"""The phone line: a clock of 20 ms frames between the caller and whatever the call is doing."""

import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from simulator.audio import FRAME_SECONDS, SILENCE
from simulator.caller import Act, Caller
from simulator.ear import Ear
from simulator.errors import SimulatorError
from simulator.events import Log

_T = TypeVar("_T")
_CATCH_UP = 1.0
"""Delay of our own clock, seconds, after which lost time is given up instead of hurried after."""


class HungUpError(SimulatorError):
    """The caller is gone; `by` is `caller` or `timeout`."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True)
class Heard:
    """What one frame brings to the caller's ear."""

    mulaw: bytes = b""
    is_speech: bool = True
    """False for ringing tones and beeps, which are no reply."""


class Activity(Protocol):
    """Something the line is doing: playing, gathering, recording, streaming."""

    @property
    def done(self) -> bool:
        """Whether it is over."""

    @property
    def more_to_come(self) -> bool:
        """Whether speech is known to follow, so that a silence is no end."""

    def tick(self, act: Act) -> Heard:
        """Take in what the caller does in one frame; return what the caller hears."""


class Waiting:
    """Silence on the line until some background work is done."""

    more_to_come = True

    def __init__(self, future: "Future[_T]") -> None:
        self._future = future

    @property
    def done(self) -> bool:
        """Whether the work is done."""
        return self._future.done()

    def tick(self, act: Act) -> Heard:
        """Nothing is heard, and what the caller does is lost."""
        return Heard()


class Line:
    """Runs activities in real time and keeps what both sides said."""

    def __init__(
        self, caller: Caller, ear: Ear, log: Log, *, max_seconds: float, drift_ppm: float
    ) -> None:
        self.said = bytearray()
        self.heard = bytearray()
        self.late_seconds = 0.0
        self._caller = caller
        self._ear = ear
        self._log = log
        self._max_seconds = max_seconds
        self._interval = FRAME_SECONDS * (1 + drift_ppm / 1e6)
        self._due = time.monotonic()

    def run(self, activity: Activity) -> None:
        """Run an activity to its end. Raises HungUpError when the caller leaves before."""
        while not activity.done:
            self._sleep_until_due()
            now = self._log.now()
            if now > self._max_seconds:
                raise HungUpError("timeout")
            act = self._caller.tick(now)
            if act.hang_up:
                raise HungUpError("caller")
            heard = activity.tick(act)
            self._ear.more_to_come = activity.more_to_come
            self._ear.hear(heard.mulaw if heard.is_speech else b"", now)
            self.said += act.said or SILENCE
            self.heard += heard.mulaw.ljust(len(SILENCE), b"\xff")

    def wait_for(self, future: "Future[_T]") -> _T:
        """Keep the line going until background work is done; return or raise its outcome."""
        self.run(Waiting(future))
        return future.result()

    def _sleep_until_due(self) -> None:
        """Keep to the nominal clock: a late frame is followed by hurried ones, as on a network."""
        self._due += self._interval
        delay = self._due - time.monotonic()
        if delay > 0:
            time.sleep(delay)
            return
        self.late_seconds = max(self.late_seconds, -delay)
        if -delay > _CATCH_UP:
            self._due = time.monotonic()
