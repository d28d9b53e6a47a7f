"""The media stream's WebSocket, with frames of all kinds: each socket ends, and gives all back.

Every case opens a real socket on a real server, signed as Twilio signs: with a stream that runs, or
before any has begun. Afterwards the server must still take a call.
"""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from websocket import ABNF, WebSocket, create_connection

from tests.fuzz.effort import counts, effort
from tests.fuzz.frames import STREAM, Message, conversations
from tests.ivr.web.test_media_socket import PRESSES, LiveHotline, live
from tests.support.hotlines import TOKEN

__all__ = ["live"]

MAX_SECONDS = 60
"""A socket that has not ended by then hangs."""


@pytest.fixture(scope="module")
def errors() -> Iterator[list[str]]:
    """Exceptions no thread of the server dealt with."""
    found: list[str] = []
    before, threading.excepthook = threading.excepthook, lambda args: found.append(repr(args))
    yield found
    threading.excepthook = before


@effort(small=25, share=0.25)
@given(messages=conversations, begun=st.booleans(), leaves=st.booleans())
def test_whatever_frames_come_the_socket_ends_and_nothing_is_left_behind(
    live: LiveHotline, errors: list[str], messages: list[Message], begun: bool, leaves: bool
):
    client = _open(live)
    came = "caller left"
    try:
        if begun:
            client.send(_start(live))
        for sent in messages:
            client.send(sent, ABNF.OPCODE_BINARY if isinstance(sent, bytes) else ABNF.OPCODE_TEXT)
        if not leaves:
            client.send(json.dumps({"event": "stop", "streamSid": STREAM, "stop": {}}))
            came = _until_closed(client)
    except OSError:
        came = "closed by us"
    finally:
        client.shutdown()
    _quiet(live)
    counts["frames " + ("after" if begun else "before") + " a start", came] += len(messages)
    assert errors == []


def test_afterwards_a_call_is_taken_as_before(live: LiveHotline):
    live.services.recognizer.texts.clear()
    result = live.place(PRESSES, "hangup")
    assert live.acts(result.call_sid) == ["Keyed"]


def test_what_is_no_upgrade_is_answered(live: LiveHotline):
    """Plain requests at the stream's address, signed and not, with half a handshake."""
    url = f"http://127.0.0.1:{live.port}/voice/stream"
    signature = RequestValidator(TOKEN).compute_signature(url.replace("http", "ws", 1), {})
    for headers in (
        {},
        {"Upgrade": "websocket"},
        {"Upgrade": "websocket", "Connection": "Upgrade"},
        {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "99"},
        {"Upgrade": "h2c", "Connection": "Upgrade", "Sec-WebSocket-Key": "x"},
    ):
        for signed in ({}, {"X-Twilio-Signature": signature}):
            connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=MAX_SECONDS)
            connection.request("GET", "/voice/stream", headers={**headers, **signed})
            status = connection.getresponse().status
            connection.close()
            counts["no upgrade", str(status)] += 1
            assert status in (400, 403, 404, 405, 426, 429), headers


def _open(live: LiveHotline) -> WebSocket:
    url = f"ws://127.0.0.1:{live.port}/voice/stream"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    return create_connection(url, header={"X-Twilio-Signature": signature}, timeout=MAX_SECONDS)


def _start(live: LiveHotline) -> str:
    """A call that came in, and the start of its stream with the pass it was given."""
    sid = "CA" + uuid.uuid4().hex
    live.services.calls.announce(sid, "+8613800001234", "+862112351")
    start = {
        "callSid": sid,
        "customParameters": {"pass": live.services.stream_tokens.issue(sid, 1)},
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
    }
    return json.dumps({"event": "start", "streamSid": STREAM, "start": start})


def _until_closed(client: WebSocket) -> str:
    until = time.monotonic() + MAX_SECONDS
    while time.monotonic() < until:
        kind, content = client.recv_data()
        if kind == ABNF.OPCODE_CLOSE:
            return f"closed, code {int.from_bytes(content[:2], 'big')}"
    raise AssertionError("the socket does not end")


def _quiet(live: LiveHotline) -> None:
    """All lines are given back."""
    until = time.monotonic() + MAX_SECONDS
    while live.services.slots.busy and time.monotonic() < until:
        time.sleep(0.002)
    assert live.services.slots.busy == 0, "a line is lost"
