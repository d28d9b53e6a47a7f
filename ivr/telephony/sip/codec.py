"""G.711 both ways, as aiortp wants a codec, and the two laws made of each other.

aiortp's own A-law has the sign bit upside down: what it hears is right but for the polarity, which
an echo of our own voice would then not match.
"""

from typing import Literal

from aiortp.codecs.base import Codec

from speech.audio.telephone import alaw_to_pcm, pcm_to_alaw, pcm_to_ulaw, ulaw_to_pcm

Law = Literal["PCMA", "PCMU"]
FRAME = 160
"""Bytes, and samples, of 20 ms."""

_ALL = bytes(range(256))
_ULAW_TO_ALAW = pcm_to_alaw(ulaw_to_pcm(_ALL))


class G711(Codec):
    """A-law (PCMA) or mu-law (PCMU)."""

    sample_rate = 8000
    samples_per_frame = FRAME
    name = ""

    def __init__(self, law: Law) -> None:
        self._a_law = law == "PCMA"
        self.name = law
        self.silence = self.encode(b"\0\0" * FRAME)
        """20 ms of nothing."""

    def encode(self, pcm: bytes) -> bytes:
        """16-bit samples as they go over the wire."""
        return pcm_to_alaw(pcm) if self._a_law else pcm_to_ulaw(pcm)

    def decode(self, payload: bytes) -> bytes:
        """16-bit samples of what came over the wire."""
        return alaw_to_pcm(payload) if self._a_law else ulaw_to_pcm(payload)

    def from_ulaw(self, ulaw: bytes) -> bytes:
        """What our voice says, which is kept as mu-law, as it goes over the wire."""
        return ulaw.translate(_ULAW_TO_ALAW) if self._a_law else ulaw
