"""What audio a caller offers, and our answer to it: G.711 A-law first, as China's networks speak it."""

from dataclasses import dataclass

from aiosipua.sdp import (
    Codec,
    SdpMessage,
    SdpNegotiationError,
    negotiate_sdp,
    parse_sdp,
)

from ivr.errors import HotlineError
from ivr.telephony.sip.codec import Law
from ivr.telephony.sip.source import Address

LAWS: tuple[Law, ...] = ("PCMA", "PCMU")
"""In the order we like them."""
RATE = 8000
_NOWHERE = ("0.0.0.0", "::")  # nosec B104


class NoCommonCodecError(HotlineError):
    """The offer holds no audio we can speak; says what it holds."""


@dataclass(frozen=True)
class Agreed:
    """What both ends will send."""

    answer: SdpMessage
    law: Law
    payload_type: int
    digits_type: int | None
    """The offer's own payload type of telephone-events; None where it offers none."""
    remote: Address
    listens: bool
    """Whether the far end wants to hear us: not while it holds the call."""


def agree(offer: SdpMessage, host: str, port: int, session: str, only: Law | None = None) -> Agreed:
    """Answer an offer; `host` and `port` are where we listen. Raises `NoCommonCodecError`.

    `session` names ours in SDP; `only` is the law a call has begun with.
    """
    audio, remote = offer.audio, offer.rtp_address
    if audio is None or remote is None or not 0 < remote[1] < 65536:
        raise NoCommonCodecError("no audio is offered")
    if not audio.proto.upper().startswith("RTP/AVP"):
        raise NoCommonCodecError(f"audio only as {audio.proto[:20]}")
    codec, law = _chosen(audio.codecs, only)
    digits = _digits(audio.codecs)
    try:
        answer, payload_type = negotiate_sdp(
            offer,
            host,
            port,
            supported_codecs=[codec.payload_type],
            dtmf_payload_type=digits or 0,
            session_id=session,
        )
    except SdpNegotiationError as error:
        raise NoCommonCodecError(str(error)) from error
    _ask_for_20_ms(answer)
    listens = audio.direction in ("sendrecv", "recvonly") and remote[0] not in _NOWHERE
    return Agreed(answer, law, payload_type, digits, remote, listens)


def read(text: str) -> SdpMessage:
    """Read an SDP body. Raises `NoCommonCodecError` for text that is not SDP."""
    try:
        return parse_sdp(text)
    except (ValueError, IndexError) as error:
        raise NoCommonCodecError(f"not SDP: {error}") from error


def _chosen(offered: list[Codec], only: Law | None) -> tuple[Codec, Law]:
    for law in LAWS if only is None else (only,):
        for codec in offered:
            if codec.encoding_name.upper() == law and codec.clock_rate == RATE:
                return codec, law
    names = [codec.encoding_name or str(codec.payload_type) for codec in offered]
    raise NoCommonCodecError(f"offered: {', '.join(names)[:200]}")


def _digits(offered: list[Codec]) -> int | None:
    for codec in offered:
        if codec.encoding_name.lower() == "telephone-event" and codec.clock_rate in (0, RATE):
            return codec.payload_type
    return None


def _ask_for_20_ms(answer: SdpMessage) -> None:
    """The library mirrors the offer's packet length; ours is 20 ms whatever the offer's is."""
    if answer.audio is not None:
        answer.audio.attributes["ptime"] = ["20"]
