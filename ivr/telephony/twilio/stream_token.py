"""Tokens for media streams: this call may open its next stream, once, within a minute.

Twilio signs the upgrade to a WebSocket, but always the same address: a signature that somebody saw
would open streams for ever. So the TwiML carries a token that comes back with the stream's `start`.
"""

import hmac
import time
from collections.abc import Callable

from ivr.errors import StreamRefusedError
from models.vault import Vault

PARAMETER = "pass"
"""The custom parameter that carries it."""
VALID_SECONDS = 60
"""Twilio opens the stream at once; a minute allows for a slow line and clocks that differ."""


class BadTokenError(StreamRefusedError):
    """The token does not open this stream; says why."""


class StreamTokens:
    """Issues tokens and checks them. Nothing is stored: any worker checks what another issued."""

    def __init__(self, vault: Vault, clock: Callable[[], float] = time.time) -> None:
        self._vault = vault
        self._clock = clock

    def issue(self, call: str, number: int) -> str:
        """The token for stream `number` (from 1) of a call."""
        until = int(self._clock()) + VALID_SECONDS
        return f"{number}.{until}.{self._seal(call, number, until)}"

    def check(self, given: str, call: str, number: int) -> None:
        """Whether it opens stream `number`. Raises `BadTokenError`."""
        try:
            issued_for, until, seal = given.split(".")
            number_given, until_given = int(issued_for), int(until)
        except ValueError:
            raise BadTokenError("the stream has no pass, or one that is not ours") from None
        if not hmac.compare_digest(
            seal.encode(), self._seal(call, number_given, until_given).encode()
        ):
            raise BadTokenError("the stream's pass is not for this call")
        if number_given != number:
            raise BadTokenError("the stream's pass has been used")
        if self._clock() > until_given:
            raise BadTokenError("the stream's pass came too late")

    def _seal(self, call: str, number: int, until: int) -> str:
        return self._vault.index("stream pass", f"{call}/{number}/{until}")
