"""What the caller hears, paced: 20 ms frames sent a little ahead of time, never in a flood.

A short lead keeps little audio in the carrier's buffer, so that a barge-in is quick even before
`clear` arrives, and tells exactly how much the caller has heard.
"""

import queue
import threading
from collections.abc import Iterator

import structlog

FRAME = 160
"""Bytes of 20 ms of 8 kHz mu-law."""

LEAD = 0.2
"""Seconds of audio sent before they are due."""

BYTES_PER_SECOND = 8000

GOES_BACK = LEAD + 0.6
"""Seconds said once more when a held piece goes on: what was not heard yet, and a word or two."""

log = structlog.get_logger()


class Player:
    """Plays one piece of speech at a time; the owner passes in the time (seconds)."""

    def __init__(self) -> None:
        self._source: _Source | None = None
        self._buffer = b""
        self._started: float | None = None
        self._sent = 0
        self._latest = b""
        """The end of what was sent."""
        self.held = False
        """Whether a piece was interrupted that may still go on."""

    @property
    def busy(self) -> bool:
        """Whether there is audio being sent."""
        return self._source is not None and not self.held

    @property
    def sent_bytes(self) -> int:
        """Bytes of audio sent so far of this piece."""
        return self._sent

    @property
    def sent_seconds(self) -> float:
        """Seconds of audio sent so far of this piece."""
        return self._sent / BYTES_PER_SECOND

    def play(self, chunks: Iterator[bytes]) -> None:
        """Start a new piece; what was left of the last one is dropped."""
        self.stop()
        self._source = _Source(chunks)

    def stop(self) -> None:
        """Drop what is left."""
        if self._source:
            self._source.cancel()
        self._source, self._buffer, self._started, self._sent = None, b"", None, 0
        self._latest, self.held = b"", False

    def hold(self) -> None:
        """Be silent for now; `go_on` or `stop` tells what becomes of the piece."""
        self.held = self._source is not None

    def go_on(self) -> None:
        """Speak on from a little before the interruption. Nothing happens where nothing is held."""
        if not self.held:
            return
        again = self._latest[-round(GOES_BACK * BYTES_PER_SECOND) :]
        self._buffer, self._sent = again + self._buffer, self._sent - len(again)
        self._started, self._latest, self.held = None, b"", False

    def due(self, now: float) -> list[bytes]:
        """Frames to send at `now` (seconds). Late audio shifts the schedule, it is not rushed."""
        frames: list[bytes] = []
        while self.busy and (self._started is None or self._allowed(now)):
            frame = self._next_frame()
            if frame is None:
                if self._source and self._started is not None:
                    self._started = max(self._started, now - self.sent_seconds)
                break
            if self._started is None:
                self._started = now - self.sent_seconds
            self._sent += len(frame)
            self._latest = (self._latest + frame)[-2 * BYTES_PER_SECOND :]
            frames.append(frame)
        return frames

    def _allowed(self, now: float) -> bool:
        assert self._started is not None
        return self.sent_seconds < now - self._started + LEAD

    def _next_frame(self) -> bytes | None:
        """The next frame, or None when nothing is ready or all is sent."""
        assert self._source is not None
        while len(self._buffer) < FRAME and (chunk := self._source.get()):
            self._buffer += chunk
        if len(self._buffer) < FRAME and not self._source.finished:
            return None
        frame, self._buffer = self._buffer[:FRAME], self._buffer[FRAME:]
        if not frame:
            self._source = None
            return None
        return frame


class _Source:
    """Pulls chunks in a thread: a text may have to be rendered while the one before plays."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._cancelled = threading.Event()
        self.finished = False
        threading.Thread(target=self._pull, args=(chunks,), daemon=True).start()

    def _pull(self, chunks: Iterator[bytes]) -> None:
        try:
            for chunk in chunks:
                if self._cancelled.is_set():
                    return
                self._queue.put(chunk)
        except Exception as error:  # noqa: BLE001 - the caller hears less, the call goes on
            log.error("a phrase could not be spoken", fault=repr(error))
        finally:
            self._queue.put(None)

    def get(self) -> bytes | None:
        """A chunk that is ready, or None."""
        if self.finished:
            return None
        try:
            chunk = self._queue.get_nowait()
        except queue.Empty:
            return None
        if chunk is None:
            self.finished = True
        return chunk

    def cancel(self) -> None:
        """No more is wanted."""
        self._cancelled.set()
