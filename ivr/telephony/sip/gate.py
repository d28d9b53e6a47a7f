"""Who may reach the SIP door, and how often."""

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from ivr.config import networks
from ivr.telephony.sip.options import SipOptions

MESSAGES_A_SECOND = 400
"""Messages of one address that are looked at in a second."""
STRANGERS_ANSWERED = 10
"""Messages of one address that may not call that are answered, and logged, in a minute."""

log = structlog.get_logger()


class Gate:
    """Counts by the address a message comes from."""

    def __init__(self, options: SipOptions) -> None:
        self._trunks = list(options.trunks)
        self._anybody = not self._trunks and bool(options.password)
        self._calls: RateLimitItem = RateLimitItemPerMinute(options.calls_a_minute)
        self._messages: RateLimitItem = RateLimitItemPerSecond(MESSAGES_A_SECOND)
        self._strangers: RateLimitItem = RateLimitItemPerMinute(STRANGERS_ANSWERED)
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def floods(self, host: str) -> bool:
        """Whether the address sends more than anybody needs; what it sends is not looked at."""
        return not self._counts.hit(self._messages, "message", host)

    def admits(self, host: str) -> bool:
        """Whether the address is one of our trunks."""
        return self._anybody or networks.includes(self._trunks, host)

    def answers_stranger(self, host: str) -> bool:
        """Whether one that may not call is told so once more."""
        answered = self._counts.hit(self._strangers, "stranger", host)
        if answered:
            log.warning("call from an address that is no trunk of ours", host=host)
        return answered

    def too_many_calls(self, host: str) -> bool:
        """Count one more call; whether the address has begun too many lately."""
        return not self._counts.hit(self._calls, "call", host)
