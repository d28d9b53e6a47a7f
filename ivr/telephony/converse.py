"""Moves events and orders between a line and a session until either is over."""

import time
from collections.abc import Callable

from ivr.telephony.line import Line
from ivr.telephony.session import StreamSession

TICK = 0.01
"""Seconds between two looks at what is due."""


def converse(line: Line, session: StreamSession, time_is_up: Callable[[], bool]) -> None:
    """Talk until all is said or `time_is_up`. Raises `LineClosedError` where the caller left."""
    line.send(session.start(time.monotonic()))
    while session.end is None and not time_is_up():
        event = line.receive(TICK)
        now = time.monotonic()
        line.send(session.tick(now) if event is None else session.receive(event, now))
