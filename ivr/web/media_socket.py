"""The WebSocket of one call: messages in, messages out, a clock. All thinking is in the session."""

import contextlib
import time
from collections.abc import Callable

import structlog
from flask import request
from simple_websocket import ConnectionClosed, Server

from ivr.errors import StreamRefusedError
from ivr.observability import tracing
from ivr.storage.call_store import UnknownCallError
from ivr.telephony.session import StreamSession
from ivr.telephony.session_factory import SessionFactory
from ivr.telephony.twilio.media import (
    BadFrameError,
    Connected,
    Event,
    Media,
    Started,
    Stopped,
    decode,
)
from ivr.web import worker

TICK = 0.01
"""Seconds between two looks at what is due."""
START_SECONDS = 10
"""A socket that starts no stream by then is closed."""
MAX_BAD_FRAMES = 50
"""Bad frames after which the peer cannot be Twilio and the socket is closed."""
BAD_FRAMES_LOGGED = 3
POLICY_VIOLATION = 1008

log = structlog.get_logger()


Check = Callable[[Started], object]
"""Raises `UnknownCallError` or `BadTokenError` for a call that may not stream here now."""


def serve(ws: Server, streams: SessionFactory, check: Check) -> None:
    """Serve one socket until it closes."""
    with contextlib.suppress(ConnectionClosed):
        _Socket(ws, streams, check).run()


def only(call: str) -> Check:
    """A check that lets this call in and no other."""

    def check(event: Started) -> None:
        if event.call != call:
            raise UnknownCallError("this socket is for another call")

    return check


class _Socket:
    def __init__(self, ws: Server, streams: SessionFactory, check: Check) -> None:
        self._ws = ws
        self._streams = streams
        self._check_call = check
        self._session: StreamSession | None = None
        self._call = ""
        self._stream = ""
        self._bad_frames = 0
        self._sequence = 0
        self._opened = time.monotonic()
        self._span = contextlib.ExitStack()

    def run(self) -> None:
        try:
            while self._alive():
                self._step()
        finally:
            self._span.close()
            if self._session:
                self._streams.close(self._call, self._session)

    def _alive(self) -> bool:
        if worker.time_is_up():
            return False
        if self._session:
            return self._session.end is None
        if time.monotonic() - self._opened > START_SECONDS:
            log.warning("stream never started", remote=request.remote_addr)
            return False
        return self._bad_frames < MAX_BAD_FRAMES

    def _step(self) -> None:
        message = self._ws.receive(timeout=TICK)
        event = self._decode(message) if message is not None else None
        now = time.monotonic()
        match event:
            case Started():
                self._start(event, now)
            case Stopped():
                raise ConnectionClosed
            case None | Connected():
                if self._session:
                    self._send(self._session.tick(now))
            case _:
                if self._session:
                    self._send(self._session.receive(event, now))

    def _decode(self, message: str | bytes) -> Event | None:
        try:
            event = decode(message)
            self._check(event)
            return event
        except BadFrameError as error:
            self._bad_frames += 1
            if self._bad_frames <= BAD_FRAMES_LOGGED:
                log.warning("bad frame", call=self._call, fault=str(error))
            return None

    def _check(self, event: Event) -> None:
        """Refuse what belongs to another stream or comes a second time. Raises `BadFrameError`."""
        stream = getattr(event, "stream", self._stream)
        if self._session and not isinstance(event, Started) and stream != self._stream:
            raise BadFrameError(f"stream {stream[:40]!r} is not the stream of this socket")
        if isinstance(event, Media):
            if event.sequence <= self._sequence:
                raise BadFrameError(f"sequence number {event.sequence} after {self._sequence}")
            self._sequence = event.sequence

    def _start(self, event: Started, now: float) -> None:
        if self._session:
            log.warning("second start on one socket", call=self._call)
            return
        try:
            self._check_call(event)
            self._session = self._streams.open(event.call, event.stream)
        except (UnknownCallError, StreamRefusedError) as error:
            log.warning("stream refused", call=event.call, fault=str(error))
            self._ws.close(POLICY_VIOLATION, str(error)[:100])
            raise ConnectionClosed from error
        self._call, self._stream = event.call, event.stream
        self._span.enter_context(tracing.span("stream", event.call))
        self._send(self._session.start(now))

    def _send(self, messages: list[str]) -> None:
        # Once the caller has hung up nothing can be sent, but what came before is still to be read.
        # The system may know of the end before the socket does: then it is an OSError.
        with contextlib.suppress(ConnectionClosed, OSError):
            for message in messages:
                self._ws.send(message)
