"""The carrier's end of one line in virtual time: plays what it gets, tells of marks."""

import time
from collections import deque
from collections.abc import Sequence

from ivr.telephony.line import Clear, Heard, Order, Play, Played, Pressed, SetMark
from ivr.telephony.session import StreamSession
from speech.audio.telephone import pcm_to_ulaw

FRAME = 160
SECONDS_PER_FRAME = 0.02
SILENCE = b"\0\0" * FRAME
RENDERING_SECONDS = 60.0


class Line:
    """One caller's line to a session."""

    def __init__(self, session: StreamSession) -> None:
        self.session = session
        self.now = 1000.0
        self.cleared_at: list[float] = []
        self.heard = 0
        """Frames the caller has heard."""
        self._buffer: deque[bytes | str] = deque()
        self._take(session.start(self.now))

    @property
    def buffered(self) -> int:
        """Frames of the hotline the caller has not heard yet."""
        return sum(isinstance(item, bytes) for item in self._buffer)

    def speaks(self, pcm: bytes) -> None:
        """Send audio of the caller at natural speed."""
        for start in range(0, len(pcm), FRAME * 2):
            self._frame(pcm[start : start + FRAME * 2])

    def waits(self, seconds: float) -> None:
        """Let time pass without a word."""
        self.speaks(SILENCE * round(seconds / SECONDS_PER_FRAME))

    def listens(self, most: float = 60.0) -> None:
        """Wait until the hotline has said all it has to say, or is over."""
        self.waits(0.1)
        for _ in range(round(most / 0.1)):
            if self.session.end or not (self._buffer or self.session.talking):
                return
            self._until_spoken()
            self.waits(0.1)
        raise AssertionError("the hotline never stops talking")

    def _until_spoken(self) -> None:
        """Let a thread that renders what is said next do so: no time passes on the line meanwhile."""
        give_up = time.monotonic() + RENDERING_SECONDS
        while self.session.talking and not self._buffer and not self.session.end:
            assert time.monotonic() < give_up, "what is said next is never rendered"
            time.sleep(0.005)
            self._take(self.session.tick(self.now))

    def presses(self, keys: str) -> None:
        """Press keys, one every fifth of a second."""
        for key in keys:
            self._take(self.session.receive(Pressed(key), self.now))
            self.waits(0.2)

    def hangs_up(self) -> None:
        """Leave."""
        self.session.close()

    def _frame(self, pcm: bytes) -> None:
        self.now += SECONDS_PER_FRAME
        ulaw = pcm_to_ulaw(pcm.ljust(FRAME * 2, b"\0"))
        time.sleep(0.0005)  # renderings and decodings happen in threads
        self._take(self.session.receive(Heard(ulaw), self.now))
        self._play()

    def _take(self, orders: Sequence[Order]) -> None:
        for order in orders:
            match order:
                case Play(audio=audio):
                    self._buffer.append(audio)
                case SetMark(mark=mark):
                    self._buffer.append(mark)
                case Clear():
                    self.cleared_at.append(self.now)
                    marks = [item for item in self._buffer if isinstance(item, str)]
                    self._buffer.clear()
                    for mark in marks:  # those of what is dropped are told of, too
                        self._take(self.session.receive(Played(mark), self.now))

    def _play(self) -> None:
        """The caller hears one frame; a mark behind it is told of."""
        if self._buffer and isinstance(self._buffer[0], bytes):
            self._buffer.popleft()
            self.heard += 1
        while self._buffer and isinstance(self._buffer[0], str):
            self._take(self.session.receive(Played(str(self._buffer.popleft())), self.now))
