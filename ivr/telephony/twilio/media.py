"""Twilio Media Streams as data: `decode(text) -> event`, `encode_*(...) -> text`. No I/O.

Source: Twilio's documentation "Media Streams - WebSocket messages". Twilio writes numbers as
strings, except sampleRate and channels.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ivr.errors import HotlineError

MAX_FRAME_BYTES = 8000
"""Longest audio taken in one frame: one second. Twilio sends 20 ms."""


class BadFrameError(HotlineError, ValueError):
    """A message that is not of the protocol; says what was wrong."""


@dataclass(frozen=True)
class Connected:
    """The socket is up. Carries no stream id."""


@dataclass(frozen=True)
class Started:
    """A stream of a call begins."""

    stream: str
    call: str
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Media:
    """Audio of the caller."""

    sequence: int
    timestamp: int
    """Milliseconds from the start of the stream."""
    audio: bytes
    """8 kHz mu-law."""
    stream: str = ""


@dataclass(frozen=True)
class Dtmf:
    """One key, 0-9, * or #."""

    key: str
    stream: str = ""


@dataclass(frozen=True)
class Mark:
    """Twilio has played or cleared all audio that we sent before this mark."""

    name: str
    stream: str = ""


@dataclass(frozen=True)
class Stopped:
    """The stream is over: the caller hung up, or the call moved on."""


Event = Connected | Started | Media | Dtmf | Mark | Stopped


def decode(message: str | bytes) -> Event:
    """Read one message. Raises `BadFrameError`."""
    try:
        frame = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise BadFrameError(f"not JSON: {error}") from error
    if not isinstance(frame, dict):
        raise BadFrameError("not a JSON object")
    reader = _READERS.get(str(frame.get("event")))
    if reader is None:
        raise BadFrameError(f"unknown event {str(frame.get('event'))[:40]!r}")
    try:
        return reader(frame)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFrameError(f"bad {frame['event']} message: {error!r}") from error


def _started(frame: dict[str, Any]) -> Started:
    start = frame["start"]
    if start["mediaFormat"]["encoding"] != "audio/x-mulaw":
        raise BadFrameError(f"encoding {start['mediaFormat']['encoding']!r} is not audio/x-mulaw")
    if int(start["mediaFormat"]["sampleRate"]) != 8000:
        raise BadFrameError("the sample rate is not 8000")
    parameters = {str(k): str(v) for k, v in start.get("customParameters", {}).items()}
    return Started(str(frame["streamSid"]), str(start["callSid"]), parameters)


def _media(frame: dict[str, Any]) -> Media:
    media = frame["media"]
    payload = str(media["payload"])
    if len(payload) > MAX_FRAME_BYTES * 4 // 3 + 4:
        raise BadFrameError(f"audio of {len(payload)} characters is longer than a second")
    try:
        audio = base64.b64decode(payload, validate=True)
    except binascii.Error as error:
        raise BadFrameError(f"audio is not base64: {error}") from error
    return Media(
        int(frame["sequenceNumber"]), int(media["timestamp"]), audio, str(frame["streamSid"])
    )


def _dtmf(frame: dict[str, Any]) -> Dtmf:
    key = str(frame["dtmf"]["digit"])
    if len(key) != 1 or key not in "0123456789*#":
        raise BadFrameError(f"key {key[:10]!r} is not on a telephone")
    return Dtmf(key, str(frame["streamSid"]))


_READERS: dict[str, Callable[[dict[str, Any]], Event]] = {
    "connected": lambda frame: Connected(),
    "start": _started,
    "media": _media,
    "dtmf": _dtmf,
    "mark": lambda frame: Mark(str(frame["mark"]["name"]), str(frame["streamSid"])),
    "stop": lambda frame: Stopped(),
}


def encode_media(stream: str, audio: bytes) -> str:
    """Audio to be played: 8 kHz mu-law without a header."""
    payload = base64.b64encode(audio).decode("ascii")
    return json.dumps({"event": "media", "streamSid": stream, "media": {"payload": payload}})


def encode_mark(stream: str, name: str) -> str:
    """A mark, echoed once all audio sent before it has been played or cleared."""
    return json.dumps({"event": "mark", "streamSid": stream, "mark": {"name": name}})


def encode_clear(stream: str) -> str:
    """Drop all audio not yet played."""
    return json.dumps({"event": "clear", "streamSid": stream})
