"""One SIP call as a line: between the thread that talks and the event loop that sends and receives."""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from ivr.telephony.line import (
    AnnouncedCall,
    Clear,
    Event,
    Heard,
    LineClosedError,
    Order,
    Play,
    Played,
    Pressed,
    SetMark,
)
from ivr.telephony.sip.codec import FRAME
from ivr.telephony.sip.key_tones import KeyTones
from ivr.telephony.sip.leg import Leg
from ivr.telephony.sip.playback import Playback
from ivr.telephony.tones import ringback
from speech.audio.telephone import pcm_to_ulaw

NOTHING_SECONDS = 0.1
"""After so long without a packet silence is heard instead: the ear counts time in audio."""
SILENCE = b"\xff" * FRAME

log = structlog.get_logger()


@dataclass(frozen=True)
class _Transferred:
    answered: bool


class _Closed:
    """The call is over."""


class SipLine:
    """A `CallLine`. The door's clock calls `tick` every 20 ms."""

    def __init__(self, facts: AnnouncedCall, leg: Leg, loop: asyncio.AbstractEventLoop) -> None:
        self._facts = facts
        self._leg = leg
        self._loop = loop
        self._events: queue.SimpleQueue[Event | _Transferred | _Closed] = queue.SimpleQueue()
        self._playback = Playback()
        self._tones = KeyTones()
        self._closed = False
        self._heard_at = time.monotonic()
        leg.media.on_audio = self._hear
        leg.media.on_key = lambda key: self._events.put(Pressed(key))
        leg.on_transfer = lambda answered: self._events.put(_Transferred(answered))
        leg.on_end = self._end
        self.ended = threading.Event()
        """Set once the call is over, whoever ended it."""

    @property
    def facts(self) -> AnnouncedCall:
        """See `CallLine.facts`."""
        return self._facts

    # In the thread that talks

    def receive(self, timeout: float) -> Event | None:
        """See `Line.receive`."""
        event = self._next(timeout)
        return None if isinstance(event, _Transferred) else event

    def send(self, orders: Sequence[Order]) -> None:
        """See `Line.send`."""
        for order in orders:
            match order:
                case Play(audio=audio):
                    self._playback.add(audio)
                case SetMark(mark=mark):
                    self._playback.mark(mark)
                case Clear():
                    for mark in self._playback.clear():
                        self._events.put(Played(mark))

    def transfer(self, number: str, seconds: float) -> bool:
        """See `CallLine.transfer`; the caller hears it ring meanwhile."""
        self._run(lambda: self._leg.refer(number))
        until = time.monotonic() + seconds
        rings = 0.0
        while (now := time.monotonic()) < until:
            if now >= rings:
                ring = ringback()
                self._playback.add(ring)
                rings = now + len(ring) / 8000
            event = self._next(min(0.1, until - now))
            if isinstance(event, _Transferred):
                self._playback.clear()
                return event.answered
        self._playback.clear()
        log.info("nobody took the call", call=self._facts.call)
        return False

    def hang_up(self) -> None:
        """See `CallLine.hang_up`."""
        self._closed = True
        self.ended.set()
        self._run(self._leg.hang_up)

    def _next(self, timeout: float) -> Event | _Transferred | None:
        if self._closed:
            raise LineClosedError("the call is over")
        try:
            event = self._events.get(timeout=max(timeout, 0.0))
        except queue.Empty:
            return None
        if isinstance(event, _Closed):
            self._closed = True
            raise LineClosedError("the caller has hung up")
        return event

    def _run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        with contextlib.suppress(
            RuntimeError
        ):  # the loop is closed: the door is, and the call with it
            self._loop.call_soon_threadsafe(self._leg.begin, work)

    # In the event loop

    def tick(self, now: float) -> None:
        """20 ms have passed: send what is next, and hear silence where nothing comes."""
        audio, marks = self._playback.pull()
        if self._leg.listens:
            self._leg.media.send(audio)
        else:
            self._leg.media.skip()
        for mark in marks:
            self._events.put(Played(mark))
        if now - self._heard_at > NOTHING_SECONDS:
            self._events.put(Heard(SILENCE))

    def _end(self) -> None:
        self._events.put(_Closed())
        self.ended.set()

    def _hear(self, pcm: bytes, _timestamp: int) -> None:
        self._heard_at = time.monotonic()
        self._events.put(Heard(pcm_to_ulaw(pcm)))
        if self._leg.tells_keys:
            return
        if key := self._tones.take(pcm):
            self._events.put(Pressed(key))
