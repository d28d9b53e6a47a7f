"""The WebSocket of one call: who may stream, and for how long. All thinking is in the session."""

import contextlib
import time
from collections.abc import Callable

import structlog
from flask import request
from simple_websocket import ConnectionClosed, Server

from ivr.capacity import draining
from ivr.errors import StreamRefusedError
from ivr.observability import tracing
from ivr.storage.call_store import UnknownCallError
from ivr.telephony.converse import converse
from ivr.telephony.line import LineClosedError
from ivr.telephony.session import StreamSession
from ivr.telephony.session_factory import SessionFactory
from ivr.telephony.twilio.media import Started
from ivr.telephony.twilio.stream_line import StreamLine

START_SECONDS = 10
"""A socket that starts no stream by then is closed."""
MAX_BAD_FRAMES = 50
"""Bad frames after which the peer cannot be Twilio and the socket is closed."""
POLICY_VIOLATION = 1008

log = structlog.get_logger()


Check = Callable[[Started], object]
"""Raises `UnknownCallError` or `BadTokenError` for a call that may not stream here now."""


def serve(ws: Server, streams: SessionFactory, check: Check) -> None:
    """Serve one socket until it closes."""
    line = StreamLine(ws)
    # Who watches the call over the same socket may be the first to find it closed.
    with contextlib.suppress(LineClosedError, ConnectionClosed):
        if started := _started(line):
            _talk(ws, line, started, streams, check)


def only(call: str) -> Check:
    """A check that lets this call in and no other."""

    def check(event: Started) -> None:
        if event.call != call:
            raise UnknownCallError("this socket is for another call")

    return check


def _started(line: StreamLine) -> Started | None:
    """How the stream begins; None where it does not."""
    opened = time.monotonic()
    for started in line.starts():
        if started:
            return started
        if draining.time_is_up() or line.bad_frames >= MAX_BAD_FRAMES:
            return None
        if time.monotonic() - opened > START_SECONDS:
            log.warning("stream never started", remote=request.remote_addr)
            return None
    return None


def _talk(
    ws: Server, line: StreamLine, started: Started, streams: SessionFactory, check: Check
) -> None:
    session = _session(ws, started, streams, check)
    if session is None:
        return
    try:
        with tracing.span("stream", started.call):
            converse(line, session, draining.time_is_up)
    finally:
        streams.close(started.call, session)


def _session(
    ws: Server, started: Started, streams: SessionFactory, check: Check
) -> StreamSession | None:
    """The session of the stream; None, and the socket closed with a reason, where it may not be."""
    try:
        check(started)
        return streams.open(started.call)
    except (UnknownCallError, StreamRefusedError) as error:
        log.warning("stream refused", call=started.call, fault=str(error))
        with contextlib.suppress(ConnectionClosed):
            ws.close(POLICY_VIOLATION, str(error)[:100])
        return None
