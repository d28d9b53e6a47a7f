"""Keys out of RFC 4733 telephone-events: each press once, whichever of its packets arrive.

A press is told by its first packet: its end is sent three times and may be lost three times.
"""

from collections import deque

from aiortp.dtmf import DtmfEvent
from aiortp.packet import RtpPacket

KEYS = "0123456789*#"
"""Event codes 0 to 11. A to D and a hook flash are no keys of a telephone."""
_REMEMBERED = 32
"""Presses remembered, so that their late packets are not taken for new presses."""


class Digits:
    """The keys of one stream."""

    def __init__(self) -> None:
        self._seen: deque[int] = deque(maxlen=_REMEMBERED)
        """RTP timestamps of presses: all packets of one carry the same."""
        self._key = ""
        self._ends = -1
        """Where a press goes on that is too long for one event."""

    def take(self, packet: RtpPacket) -> str:
        """The key whose press this packet begins; '' where it begins none."""
        try:
            event = DtmfEvent.parse(packet.payload)
        except ValueError:
            return ""
        if event.event >= len(KEYS):
            return ""
        key, start = KEYS[event.event], packet.timestamp
        goes_on = key == self._key and start == self._ends and not packet.marker
        first = start not in self._seen
        if first:
            self._seen.append(start)
        if first or start == self._seen[-1]:
            self._key, self._ends = key, (start + event.duration) % (1 << 32)
        return key if first and not goes_on else ""
