"""Both sides of a call as readable lines, while it happens."""

from collections.abc import Callable
from typing import Any

from simulator.options import OnEvent

_LINES: dict[str, str] = {
    "call": "calling as {call_sid}",
    "verb": "<{verb}>",
    "stream_start": "media stream open",
    "stream_end": "media stream over: {reason}",
    "said_start": "caller   | says {what}",
    "key": "caller   | presses {key}",
    "heard_start": "hotline  | speaks",
    "heard_end": "hotline  | spoke for {seconds} s",
    "reply": "           reply after {seconds} s",
    "barge_in": "           prompt stopped after {seconds} s ({how})",
    "gathered": "           keys taken: {digits!r}",
    "recorded": "           recorded {seconds} s",
    "dialled": "           dialled {to}: {status}",
    "underrun": "           hole of {seconds} s in the hotline's speech",
    "protocol_error": "! Twilio would say {code}: {message}",
    "failure": "! {message}",
    "end": "over: {reason} (by {by})",
}


def printer(tag: str, write: Callable[[str], None]) -> OnEvent:
    """Return an `on_event` that writes one line per event, led by the call's tag and the time."""

    def on_event(kind: str, data: dict[str, Any]) -> None:
        line = _line(kind, data)
        if line is not None:
            write(f"{tag:<14} {data['t']:7.2f}  {line}")

    return on_event


def _line(kind: str, data: dict[str, Any]) -> str | None:
    if kind == "caption":
        side = "hotline  <" if data["who"] == "hotline" else "caller   >"
        return f"{side} {data['text']}"
    pattern = _LINES.get(kind)
    return None if pattern is None else pattern.format(**data)
