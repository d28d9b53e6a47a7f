"""The audio of one call: RTP by aiortp, with what it takes from anybody narrowed to what is ours."""

from collections.abc import Callable
from typing import Any

import structlog
from aiortp.dtmf import DtmfEvent
from aiortp.jitterbuffer import JitterBuffer, JitterFrame
from aiortp.packet import RtpPacket
from aiortp.port_allocator import PortAllocator
from aiortp.session import RTPSession

from ivr.telephony.sip.codec import FRAME, G711
from ivr.telephony.sip.digits import Digits
from ivr.telephony.sip.framing import Framer
from ivr.telephony.sip.offer import Agreed
from ivr.telephony.sip.source import Address, Source

DELAY_MS = 60
"""Most the jitter buffer holds back."""
LONGEST_PACKET = 1500
"""Bytes; no packet of a telephone call is longer."""
COMFORT_NOISE = 13
"""Payload type, RFC 3389."""
_NO_TYPE = -1
"""A payload type no packet has."""
_LOGGED = 3

log = structlog.get_logger()


class _AsItCame(JitterBuffer):
    """Puts nothing in order: the playout does so by timestamp, and waits no longer for it."""

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        return False, JitterFrame(packet.payload, packet.timestamp)

    def mark_non_media(self, sequence_number: int) -> JitterFrame | None:
        return None

    def reset(self) -> None:
        pass


class MediaSession(RTPSession):
    """One call's RTP. `on_audio` gets 20 ms of 16-bit samples, `on_key` the keys pressed."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._jitter_buffer = _AsItCame(capacity=16)
        self._digits = Digits()
        self._refused = 0
        self._source: Source | None = None
        self._law = G711("PCMA")
        self._framer = Framer(self._law.silence)
        self._sent_until = 0
        self.on_key: Callable[[str], None] | None = None

    @classmethod
    async def open(
        cls, host: str, ports: PortAllocator, agreed: Agreed, signalled_from: str
    ) -> "MediaSession":
        """Listen on a free pair of ports. Raises `RuntimeError` or `OSError` if no pair is free."""
        codec = G711(agreed.law)
        session = await cls.create(
            local_addr=(host, 0),
            remote_addr=agreed.remote,
            payload_type=agreed.payload_type,
            codec=codec,
            dtmf_payload_type=_NO_TYPE if agreed.digits_type is None else agreed.digits_type,
            cn_payload_type=COMFORT_NOISE,
            playout=True,
            playout_max_delay_ms=DELAY_MS,
            cname="hotline",
            port_allocator=ports,
        )
        assert isinstance(session, cls)
        session._law, session._framer = codec, Framer(codec.silence)
        session._source = Source(agreed.remote, signalled_from)
        return session

    @property
    def port(self) -> int:
        """The port of ours that takes audio."""
        assert self._allocated_rtp_port is not None
        return self._allocated_rtp_port

    def agree(self, agreed: Agreed) -> None:
        """The far end has moved, or counts its keys under another type."""
        assert self._source is not None
        self.update_remote(agreed.remote)
        self._source.offer(agreed.remote)
        self._dtmf_payload_type = _NO_TYPE if agreed.digits_type is None else agreed.digits_type

    def send(self, ulaw: bytes) -> None:
        """Send 20 ms; shorter audio is filled up, '' is silence."""
        audio = self._law.from_ulaw(ulaw) if ulaw else self._law.silence
        self.send_audio(audio + self._law.silence[len(audio) :], self._sent_until)
        self.skip()

    def skip(self) -> None:
        """Let 20 ms pass without sending."""
        self._sent_until = (self._sent_until + FRAME) % (1 << 32)

    def _handle_rtp(self, data: bytes, addr: Address) -> None:
        if self._source is None or not self._wanted(data) or not self._source.accepts(addr):
            self._refuse(data, addr)
            return
        if addr != self._remote_addr:
            self.update_remote(addr)  # symmetric RTP: what it is sent goes where it sends from
        try:
            super()._handle_rtp(data, addr)
            key = self._key_in(data)
        except (ValueError, IndexError) as error:
            self._refuse(data, addr, repr(error))
            return
        if key and self.on_key:
            self.on_key(key)

    def _key_in(self, data: bytes) -> str:
        """The key a packet begins to press; '' for none. Raises `ValueError` for a broken packet."""
        if data[1] & 0x7F != self._dtmf_payload_type:
            return ""
        packet = RtpPacket.parse(data)
        DtmfEvent.parse(packet.payload)
        return self._digits.take(packet)

    def _handle_rtcp(self, data: bytes, addr: Address) -> None:
        if self._remote_addr is None or addr[0] != self._remote_addr[0]:
            return
        try:
            super()._handle_rtcp(data, addr)
        except (ValueError, IndexError) as error:
            self._refuse(data, addr, repr(error))

    def _wanted(self, data: bytes) -> bool:
        """Whether it may be a packet of what was agreed on."""
        if not 12 <= len(data) <= LONGEST_PACKET or data[0] >> 6 != 2:
            return False
        return data[1] & 0x7F in (self._payload_type, self._dtmf_payload_type, COMFORT_NOISE)

    def _remote_ssrc_changed(self, ssrc: int) -> None:
        super()._remote_ssrc_changed(ssrc)
        self._framer.reset()
        self._digits = Digits()

    def _deliver_audio_frame(self, frame: JitterFrame) -> None:
        for timestamp, audio in self._framer.cut(frame.timestamp, frame.data):
            super()._deliver_audio_frame(JitterFrame(audio, timestamp))

    def _refuse(self, data: bytes, addr: Address, fault: str = "") -> None:
        self._refused += 1
        if self._refused <= _LOGGED:
            log.warning("packet refused", host=addr[0], port=addr[1], bytes=len(data), fault=fault)
