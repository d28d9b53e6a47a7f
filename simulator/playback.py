"""Twilio's playback buffer: audio and marks in order, one 20 ms frame out per tick. No I/O."""

from collections import deque
from dataclasses import dataclass

from simulator.audio import FRAME_BYTES, audible


@dataclass
class _Sound:
    mulaw: bytes
    audible: bool
    played: int = 0


@dataclass(frozen=True)
class _Mark:
    name: str


class PlaybackBuffer:
    """What the server has sent and the caller has not yet heard."""

    def __init__(self) -> None:
        self._queue: deque[_Sound | _Mark] = deque()
        self._ended_by_mark = True

    def add_audio(self, mulaw: bytes) -> None:
        """Append audio of any length."""
        self._queue.append(_Sound(mulaw, audible(mulaw)))

    def add_mark(self, name: str) -> None:
        """Append a mark, which is due once all audio before it is played."""
        self._queue.append(_Mark(name))

    def pull(self) -> tuple[bytes, list[str]]:
        """Play the next 20 ms: the audio (shorter, or empty, when dry) and the marks now due."""
        frame = b""
        while len(frame) < FRAME_BYTES and self._queue:
            head = self._queue[0]
            if isinstance(head, _Mark):
                break
            piece = head.mulaw[head.played : head.played + FRAME_BYTES - len(frame)]
            head.played += len(piece)
            frame += piece
            self._ended_by_mark = False
            if head.played >= len(head.mulaw):
                self._queue.popleft()
        return frame, self._marks_due()

    def _marks_due(self) -> list[str]:
        due = []
        while self._queue and isinstance(self._queue[0], _Mark):
            due.append(self._queue.popleft().name)  # type: ignore[union-attr]
            self._ended_by_mark = True
        return due

    def clear(self) -> list[str]:
        """Drop everything; return the marks that were waiting, which Twilio echoes at once."""
        marks = [item.name for item in self._queue if isinstance(item, _Mark)]
        self._queue.clear()
        self._ended_by_mark = True
        return marks

    @property
    def seconds(self) -> float:
        """How much audio is waiting."""
        sounds = (item for item in self._queue if isinstance(item, _Sound))
        return sum(len(sound.mulaw) - sound.played for sound in sounds) / 8000

    @property
    def has_speech(self) -> bool:
        """Whether anything audible is waiting."""
        return any(isinstance(item, _Sound) and item.audible for item in self._queue)

    @property
    def cut_short(self) -> bool:
        """Whether the last audio played was not followed by a mark: more was meant to come."""
        return not self._queue and not self._ended_by_mark
