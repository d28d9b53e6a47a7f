"""Keys pressed one by one, collected into an answer."""

BETWEEN_KEYS = 4.0
"""Seconds without a key that end an answer of several digits."""


class KeyCollector:
    """Collects the keys of one answer; the owner passes in the time (seconds)."""

    def __init__(self) -> None:
        self._most = 1
        self._keys = ""
        self._last = 0.0
        self._full_at = float("-inf")
        """When an answer last had all its digits: a # pressed right behind it only ends it."""

    def expect(self, most: int) -> None:
        """Start an answer of up to `most` digits."""
        self._most, self._keys = most, ""

    def press(self, key: str, now: float) -> str | None:
        """Take a key; return the answer when it is complete.

        One expected digit is an answer at once. # ends a longer one, * erases it;
        either one alone is an answer by itself (menu, back).
        """
        self._last = now
        if key == "#" and not self._keys and now - self._full_at < BETWEEN_KEYS:
            self._full_at = float("-inf")
            return None
        if self._most == 1 or (key in "*#" and not self._keys):
            return self._done(key)
        if key == "#":
            return self._done(self._keys)
        if key == "*":
            self._keys = ""
            return None
        self._keys += key
        if len(self._keys) < self._most:
            return None
        self._full_at = now
        return self._done(self._keys)

    def due(self, now: float) -> str | None:
        """The answer when the caller has stopped pressing keys."""
        if self._keys and now - self._last >= BETWEEN_KEYS:
            return self._done(self._keys)
        return None

    @property
    def pending(self) -> bool:
        """Whether an answer has been begun."""
        return bool(self._keys)

    def _done(self, answer: str) -> str:
        self._keys = ""
        return answer
