"""One utterance that is heard before it is known to be over: at the pause that may be its end."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class EarlyHearing(Generic[T]):
    """Keeps the audio until the caller pauses, then has it heard; all anew where the caller goes on."""

    def __init__(self, begin: Callable[[bytes], "Future[T]"]) -> None:
        """`begin` hears 8 kHz 16-bit mono audio in a thread of its own and returns at once."""
        self._begin = begin
        self._pcm = bytearray()
        self._begun: Future[T] | None = None
        """What was said up to the pause, being heard."""

    def keep(self, pcm: bytes) -> None:
        """Take the next audio."""
        self._pcm += pcm

    def pause(self) -> None:
        """The caller may have finished: begin."""
        if self._begun is None and self._pcm:
            self._begun = self._begin(bytes(self._pcm))

    def resume(self) -> None:
        """Drop what was heard: the caller goes on."""
        if self._begun is not None:
            self._begun.cancel()
        self._begun = None
