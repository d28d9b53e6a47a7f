"""What the caller will hear: audio and marks in order, taken 20 ms at a time by the line's clock."""

import threading
from collections import deque

from ivr.telephony.sip.codec import FRAME


class Playback:
    """A queue of audio and marks; safe between threads."""

    def __init__(self) -> None:
        self._queue: deque[bytes | str] = deque()
        self._lock = threading.Lock()

    def add(self, audio: bytes) -> None:
        """Audio behind what there is."""
        with self._lock:
            self._queue.extend(audio[at : at + FRAME] for at in range(0, len(audio), FRAME))

    def mark(self, name: str) -> None:
        """A mark behind what there is."""
        with self._lock:
            self._queue.append(name)

    def clear(self) -> list[str]:
        """Drop everything; the marks among it."""
        with self._lock:
            marks = [item for item in self._queue if isinstance(item, str)]
            self._queue.clear()
        return marks

    def pull(self) -> tuple[bytes, list[str]]:
        """The next 20 ms (less, or nothing, where there is no more) and the marks behind it."""
        with self._lock:
            audio = b""
            if self._queue and isinstance(self._queue[0], bytes):
                audio = self._queue.popleft()  # type: ignore[assignment]
            marks = []
            while self._queue and isinstance(self._queue[0], str):
                marks.append(self._queue.popleft())
        return audio, marks  # type: ignore[return-value]
