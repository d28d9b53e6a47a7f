"""Limits forged webhooks: whoever sends them again and again fills no log with them.

Requests that are signed are never counted: however many calls come in, none is turned away here.
"""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

MAX_A_MINUTE = 60
"""Forged requests of one address that a worker logs in a minute."""


class ForgeryLimiter:
    """Counts forged requests by the address they come from."""

    def __init__(self) -> None:
        self._limit = RateLimitItemPerMinute(MAX_A_MINUTE)
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def too_many(self, address: str) -> bool:
        """Whether this address has sent too many forged requests lately."""
        return not self._counts.test(self._limit, address)

    def note(self, address: str) -> None:
        """One more."""
        self._counts.hit(self._limit, address)
