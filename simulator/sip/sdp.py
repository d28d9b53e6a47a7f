"""What audio the caller offers, and where the answer sends it."""

import re
from dataclasses import dataclass

NAMES = {"PCMA": 8, "PCMU": 0}


@dataclass(frozen=True)
class Answer:
    """What the hotline agreed to."""

    host: str
    port: int
    payload_type: int
    events: int | None
    """Payload type of telephone-events."""


def offer(
    port: int,
    laws: tuple[str, ...] = ("PCMA", "PCMU"),
    events: int | None = 101,
    host: str = "127.0.0.1",
    more: tuple[str, ...] = ("a=ptime:20", "a=sendrecv"),
) -> str:
    """An offer of G.711 and, unless `events` is None, of telephone-events."""
    types = [str(NAMES[law]) for law in laws] + ([str(events)] if events is not None else [])
    lines = [
        "v=0",
        f"o=caller 1 1 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(types)}",
        *(f"a=rtpmap:{NAMES[law]} {law}/8000" for law in laws),
    ]
    if events is not None:
        lines += [f"a=rtpmap:{events} telephone-event/8000", f"a=fmtp:{events} 0-15"]
    return "\r\n".join([*lines, *more]) + "\r\n"


def answer(text: str) -> Answer:
    """Read an answer."""
    host = re.search(r"^c=IN IP[46] (\S+)", text, re.M)
    media = re.search(r"^m=audio (\d+) RTP/AVP (.+?)\s*$", text, re.M)
    if not host or not media:
        raise ValueError(f"no audio in the answer: {text!r}")
    events = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", text, re.M)
    return Answer(
        host[1], int(media[1]), int(media[2].split()[0]), int(events[1]) if events else None
    )
