"""What the SIP door needs to know, put together from the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ivr.config.networks import Network


@dataclass(frozen=True, kw_only=True)
class SipOptions:
    """Where to listen, whom to let in, whom to hand over to."""

    host: str
    port: int
    ports: int = 1
    """How many ports from `port` on may be tried: each process of a server takes one."""
    media_ports: tuple[int, int] = (20000, 21000)
    """First and behind the last UDP port for audio; a call takes two."""
    public_host: str = ""
    """The address told to others, where it is not `host`."""
    trunks: Sequence[Network] = ()
    """Who may call; with a password, nobody listed is anybody who knows it."""
    user: str = ""
    password: str = ""
    """Asked of whoever calls (digest); '' asks nobody."""
    identity: Literal["asserted", "from"] = "asserted"
    calls_a_minute: int = 120
    """Calls one address may begin in a minute."""

    @property
    def advertised(self) -> str:
        """The address told to others."""
        return self.public_host or self.host
