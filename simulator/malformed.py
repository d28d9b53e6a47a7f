"""Broken messages, as no Twilio sends them, to see whether the server lives through them."""

import base64
import json
from typing import Any

from simulator.audio import RATE, SILENCE
from simulator.options import Malformed


def malformed(kind: Malformed, stream_sid: str) -> str | bytes:
    """Return one broken message; bytes are to be sent as a binary message."""
    stream = {"streamSid": stream_sid}
    broken: dict[Malformed, str | bytes] = {
        Malformed.BAD_JSON: '{"event": "media", "media": {',
        Malformed.NOT_AN_OBJECT: '["media", 7]',
        Malformed.BINARY: bytes(range(256)),
        Malformed.UNKNOWN_EVENT: json.dumps({"event": "weather", **stream, "weather": {"rain": 1}}),
        Malformed.MISSING_FIELDS: json.dumps({"event": "media", "sequenceNumber": "3", **stream}),
        Malformed.BAD_BASE64: _media(stream_sid, "this is not base64!"),
        Malformed.WRONG_STREAM_SID: _media("MZ" + "0" * 32, _silence(1)),
        Malformed.OVERSIZED: _media(stream_sid, _silence(60 * RATE // len(SILENCE))),
        Malformed.WRONG_SEQUENCE: _media(stream_sid, _silence(1), sequence="minus one"),
    }
    return broken[kind]


def _silence(frames: int) -> str:
    return base64.b64encode(SILENCE * frames).decode()


def _media(stream_sid: str, payload: str, sequence: str = "3") -> str:
    media: dict[str, Any] = {"track": "inbound", "chunk": "1", "timestamp": "0", "payload": payload}
    message = {"event": "media", "sequenceNumber": sequence, "media": media}
    return json.dumps({**message, "streamSid": stream_sid})
