"""How many calls a process serves by speech at once."""

import threading


class CallSlots:
    """Counts the calls served by speech; safe between threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._busy = 0
        self._lock = threading.Lock()

    @property
    def busy(self) -> int:
        """Slots in use."""
        return self._busy

    def acquire(self) -> bool:
        """Take a slot; False when all are busy."""
        with self._lock:
            if self._busy >= self.most:
                return False
            self._busy += 1
            return True

    def release(self) -> None:
        """Return a slot that was taken."""
        with self._lock:
            self._busy -= 1
