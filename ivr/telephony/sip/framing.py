"""Audio in pieces of any length, cut into 20 ms on one grid, as the jitter buffer takes it.

We ask for 20 ms; some gateways send 10, 30 or 40 all the same.
"""

from collections.abc import Iterator

from ivr.telephony.sip.codec import FRAME

_WRAP = 1 << 32
_FAR = 1 << 31


class Framer:
    """Cuts one stream. Timestamps and bytes are the same in G.711."""

    def __init__(self, silence: bytes) -> None:
        """`silence` is a frame of it, to fill what is missing of a frame."""
        self._silence = silence
        self._grid: int | None = None
        self._start = 0
        """Timestamp of what is held back."""
        self._held = b""

    def reset(self) -> None:
        """Another stream begins."""
        self._grid, self._held = None, b""

    def cut(self, timestamp: int, audio: bytes) -> Iterator[tuple[int, bytes]]:
        """Whole frames, with the timestamp of each."""
        if self._grid is None:
            self._grid = self._start = timestamp
        if not self._held and not self._off(timestamp) and len(audio) == FRAME:
            yield timestamp, audio
            return
        if timestamp != (self._start + len(self._held)) % _WRAP:
            yield from self._flushed()
            off = self._off(timestamp)
            self._start, self._held = (timestamp - off) % _WRAP, self._silence[:off]
        self._held += audio
        while len(self._held) >= FRAME:
            yield self._start, self._held[:FRAME]
            self._start, self._held = (self._start + FRAME) % _WRAP, self._held[FRAME:]

    def _off(self, timestamp: int) -> int:
        assert self._grid is not None
        ahead = (timestamp - self._grid) % _WRAP
        return (ahead - _WRAP if ahead >= _FAR else ahead) % FRAME

    def _flushed(self) -> Iterator[tuple[int, bytes]]:
        """What a gap behind it left incomplete."""
        if self._held:
            yield self._start, self._held + self._silence[len(self._held) :]
            self._held = b""
