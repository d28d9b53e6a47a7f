"""The UDP socket of the SIP door: bytes in, requests out that are whole, ours to answer and new."""

import asyncio
import socket
from dataclasses import dataclass, field

import structlog
from aiosipua.message import SipMessage, SipRequest, SipResponse
from aiosipua.transport import SipTransport

from ivr.telephony.sip.gate import Gate
from ivr.telephony.sip.repeats import Repeats
from ivr.telephony.sip.source import Address

LONGEST_MESSAGE = 16 * 1024
"""Bytes; an INVITE of a trunk has one or two thousand."""
RECEIVE_BYTES = 1 << 20
"""Bytes of the system's receive buffer: some seconds of a busy trunk."""
KEEP_ALIVE = 8
"""Bytes; what is shorter keeps a NAT open (RFC 5626) and is no message."""

log = structlog.get_logger()


@dataclass(kw_only=True)
class Wire(SipTransport):
    """The library's transport, with a gate before it."""

    gate: Gate
    repeats: Repeats = field(default_factory=Repeats)
    _udp: asyncio.DatagramTransport | None = None

    async def start(self) -> None:
        """Bind. Raises `OSError` where the port is taken."""
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(
            lambda: _Receiver(self), local_addr=self.local_addr
        )
        receiver: socket.socket = self._udp.get_extra_info("socket")
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self.local_addr = self._udp.get_extra_info("sockname")[:2]

    def send(self, message: SipRequest | SipResponse, addr: Address) -> None:
        """Send to an address."""
        if self._udp is None or self._udp.is_closing():
            return
        if isinstance(message, SipResponse):
            self.repeats.answered(message)
        self._udp.sendto(bytes(message), addr)

    async def stop(self) -> None:
        """Close the socket."""
        if self._udp is not None:
            self._udp.close()

    def take(self, data: bytes, addr: Address) -> None:
        """Look at a datagram: too long, too many, malformed or repeated ones end here."""
        if len(data) < KEEP_ALIVE or self.gate.floods(addr[0]):
            return
        if len(data) > LONGEST_MESSAGE:
            log.warning("message too long", host=addr[0], bytes=len(data))
            return
        try:
            message = SipMessage.parse(data)
            if isinstance(message, SipRequest):
                _answer_to_sender(message, addr)
                if message.method != "ACK" and not self.repeats.is_new(message):
                    self._again(message)
                    return
        except (ValueError, IndexError) as error:
            log.warning("malformed message", host=addr[0], bytes=len(data), fault=str(error)[:100])
            return
        if self.on_message is not None:
            self.on_message(message, addr)

    def _again(self, request: SipRequest) -> None:
        if answer := self.repeats.answer_to(request):
            self.send_reply(answer)


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._wire.take(data, (addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        log.info("a message was not delivered", fault=str(exc))


def _answer_to_sender(request: SipRequest, addr: Address) -> None:
    """Have answers go to the host the request came from, whatever it says of itself (RFC 3581).

    Nobody can have us send to a third. Raises `ValueError` for a request that came no way.
    """
    vias = request.via
    if not vias:
        raise ValueError("no Via")
    vias[0].received = addr[0]
    if "rport" in vias[0].params:
        vias[0].rport = str(addr[1])
    request.via = vias
