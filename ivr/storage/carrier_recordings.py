"""Recordings the carrier made of keyed calls: fetched, sealed here, deleted there.

`<Record>` leaves a file with Twilio. Its recording status callback says when it is ready; from then
on it is kept like any other recording, under the name the dialogue already knows.
"""

from dataclasses import dataclass
from typing import Protocol

from ivr.storage.recordings import Recordings


@dataclass(frozen=True)
class RecordingNotice:
    """What the carrier told of one recording."""

    call: str
    name: str
    """Under which it is to be kept here."""
    url: str
    """Where it lies there, without an ending."""


class Carrier(Protocol):
    """Where the recordings lie."""

    def get(self, url: str) -> bytes:
        """The WAV file. Raises `OSError`."""
        ...

    def delete(self, url: str) -> None:
        """Delete it there. Raises `OSError`."""
        ...


def fetch_recording(carrier: Carrier, recordings: Recordings, told: RecordingNotice) -> None:
    """Keep the recording here, then delete it there; twice is the same as once.

    That of a caller who refused is deleted unheard. Raises `OSError` where it has to be tried
    again: nothing is deleted there before it is safe here.
    """
    at_home = recordings.path(told.call, told.name) in recordings.of(told.call)
    if not at_home and not recordings.refused(told.call):
        kept = recordings.keep_wav(told.call, told.name, carrier.get(told.url))
        if not kept and not recordings.refused(told.call):
            raise OSError("the disk did not take it")
    carrier.delete(told.url)


def name_for(turn: int, url: str) -> str:
    """Under what a carrier's recording is kept: the turn it answers, and the carrier's own name."""
    return f"{turn:03}-{url.rstrip('/').rpartition('/')[2]}"
