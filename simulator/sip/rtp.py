"""The caller's RTP: packets out, packets in with the time the kernel took them in."""

import socket
import struct
from dataclasses import dataclass

import numpy as np

from simulator.audio import decode

EVENTS = "0123456789*#"
_HEADER = struct.Struct("!BBHII")
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@qq")


@dataclass(frozen=True)
class Packet:
    """One packet received."""

    at: float
    """Seconds since 1970, by the kernel's clock."""
    payload_type: int
    sequence: int
    timestamp: int
    payload: bytes


class RtpSocket:
    """One UDP port on loopback."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self.port: int = self._socket.getsockname()[1]
        self.ssrc = 0x12351000 + self.port
        self.sequence = 1000
        self.timestamp = 160_000

    def send(
        self,
        to: tuple[str, int],
        payload_type: int,
        payload: bytes,
        *,
        marker: bool = False,
        step: int = 160,
        lost: bool = False,
    ) -> None:
        """Send the next packet, or lose it on the way; `step` moves the timestamp on."""
        packet = self.packet(payload_type, payload, marker=marker)
        self.sequence = (self.sequence + 1) % 65536
        self.timestamp = (self.timestamp + step) % (1 << 32)
        if not lost:
            self.send_raw(to, packet)

    def packet(self, payload_type: int, payload: bytes, *, marker: bool = False) -> bytes:
        """The packet that would be next."""
        head = _HEADER.pack(
            0x80, payload_type | (marker << 7), self.sequence, self.timestamp, self.ssrc
        )
        return head + payload

    def send_raw(self, to: tuple[str, int], data: bytes) -> None:
        """Send any bytes."""
        self._socket.sendto(data, to)

    def received(self) -> list[Packet]:
        """All packets that have come since last time."""
        packets: list[Packet] = []
        while True:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(4096, 64)
            except BlockingIOError:
                return packets
            if len(data) < _HEADER.size or not ancillary:
                continue
            seconds, nanoseconds = _TIMESPEC.unpack(ancillary[0][2][: _TIMESPEC.size])
            _, kind, sequence, timestamp, _ = _HEADER.unpack(data[: _HEADER.size])
            at = seconds + nanoseconds / 1e9
            packets.append(Packet(at, kind & 127, sequence, timestamp, data[_HEADER.size :]))

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


def event(key: str, duration: int, end: bool = False) -> bytes:
    """The payload of one telephone-event packet (RFC 4733)."""
    return struct.pack("!BBH", EVENTS.index(key), 0x80 * end | 10, duration)


def _alaw_samples() -> np.ndarray:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    low, high = (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    magnitude = np.where(exponent == 0, low, high)
    return np.where(code & 0x80, magnitude, -magnitude)


def _nearest(source: np.ndarray, target: np.ndarray) -> bytes:
    distance = np.abs(source[:, None].astype(np.int32) - target[None, :].astype(np.int32))
    return distance.argmin(axis=1).astype(np.uint8).tobytes()


_ULAW_SAMPLES = decode(bytes(range(256)))
ULAW_TO_ALAW = _nearest(_ULAW_SAMPLES, _alaw_samples())
"""Table for `bytes.translate`."""
ALAW_TO_ULAW = _nearest(_alaw_samples(), _ULAW_SAMPLES)
