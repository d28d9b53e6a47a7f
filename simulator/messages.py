"""The Media Streams wire format: what Twilio sends, and what it accepts from a server. No I/O.

Source: Twilio, "Media Streams - WebSocket messages" and the pages of its errors 31920-31951.
Numbers travel as strings, except the sample rate and the channels.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.errors import SimulatorError

INVALID_MESSAGE = 31951
_HEADERS = (b"RIFF", b".snd", b"ID3", b"OggS", b"fLaC", b"caff")
_FIELDS = {
    "media": {"event", "streamSid", "media"},
    "mark": {"event", "streamSid", "mark"},
    "clear": {"event", "streamSid"},
}


class InvalidMessageError(SimulatorError, ValueError):
    """The server sent what Twilio does not accept (warning 31951)."""


@dataclass(frozen=True)
class Media:
    """Audio to play, mu-law."""

    mulaw: bytes


@dataclass(frozen=True)
class Mark:
    """A name to echo once all audio before it is played."""

    name: str


@dataclass(frozen=True)
class Clear:
    """Stop playing and forget what waits."""


def decode(text: str | bytes, stream_sid: str) -> Media | Mark | Clear:
    """Read one message of the server as strictly as Twilio does. Raises InvalidMessageError."""
    if isinstance(text, bytes):
        raise InvalidMessageError("binary message; only JSON text is accepted")
    try:
        message = json.loads(text)
    except ValueError as error:
        raise InvalidMessageError(f"not JSON: {error}") from error
    if not isinstance(message, dict):
        raise InvalidMessageError("not a JSON object")
    event = message.get("event")
    if event not in _FIELDS:
        raise InvalidMessageError(f"unknown event {event!r}")
    _check_fields(f"message {event}", message, _FIELDS[event])
    if message["streamSid"] != stream_sid:
        raise InvalidMessageError(f"{event}: streamSid {message['streamSid']!r} is not this stream")
    if event == "media":
        _check_fields("media", message["media"], {"payload"})
        return Media(_payload(message["media"]["payload"]))
    if event == "mark":
        _check_fields("mark", message["mark"], {"name"})
        if not isinstance(message["mark"]["name"], str):
            raise InvalidMessageError("mark: name is not a string")
        return Mark(message["mark"]["name"])
    return Clear()


def _check_fields(where: str, value: Any, wanted: set[str]) -> None:
    if not isinstance(value, dict):
        raise InvalidMessageError(f"{where}: not an object")
    if set(value) != wanted:
        missing, extra = sorted(wanted - set(value)), sorted(set(value) - wanted)
        raise InvalidMessageError(f"{where}: missing {missing}, unexpected {extra}")


def _payload(payload: Any) -> bytes:
    if not isinstance(payload, str):
        raise InvalidMessageError("media: payload is not a string")
    try:
        audio = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidMessageError(f"media: payload is not base64: {error}") from error
    if not audio:
        raise InvalidMessageError("media: payload is empty")
    if audio.startswith(_HEADERS):
        raise InvalidMessageError("media: payload starts with the header of an audio file")
    return audio


class Encoder:
    """Writes Twilio's messages of one stream, numbering them."""

    def __init__(self, account_sid: str, call_sid: str, stream_sid: str) -> None:
        self.stream_sid = stream_sid
        self._call = {"accountSid": account_sid, "callSid": call_sid}
        self._sequence = 0
        self._chunk = 0

    def connected(self) -> str:
        """The first message; it has neither number nor stream."""
        return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, custom_parameters: Mapping[str, str]) -> str:
        """The stream's particulars."""
        start = {
            **self._call,
            "streamSid": self.stream_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": dict(custom_parameters),
        }
        return self._numbered("start", start)

    def media(self, mulaw: bytes, timestamp_ms: int) -> str:
        """One frame of the caller's audio, `timestamp_ms` after the start of the stream."""
        self._chunk += 1
        payload = base64.b64encode(mulaw).decode()
        media = {"track": "inbound", "chunk": str(self._chunk), "timestamp": str(timestamp_ms)}
        return self._numbered("media", {**media, "payload": payload})

    def dtmf(self, digit: str) -> str:
        """A key the caller pressed."""
        return self._numbered("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        """The echo of a mark."""
        return self._numbered("mark", {"name": name})

    def stop(self) -> str:
        """The end of the stream."""
        return self._numbered("stop", self._call)

    def _numbered(self, event: str, body: Mapping[str, Any]) -> str:
        self._sequence += 1
        head = {"event": event, "sequenceNumber": str(self._sequence)}
        return json.dumps({**head, event: body, "streamSid": self.stream_sid})
