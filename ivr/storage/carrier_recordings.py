"""Recordings the carrier made of keyed calls: fetched, sealed here, deleted there.

`<Record>` leaves a file with Twilio. Its recording status callback says when it is ready; from then
on it is kept like any other recording, under the name the dialogue already knows. What is still to be
fetched is kept in mind in a small sealed file for each recording, written before the carrier hears
that we know; it goes when the recording is safe here and deleted there. What fails is tried again, by
whatever process.
"""

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import structlog
from filelock import FileLock

from ivr.storage.files import modified, write_atomically
from ivr.storage.recordings import Recordings
from models.vault import Vault, VaultError

RETRY_SECONDS = 60.0
EXPECTED_SECONDS = 300.0
"""A recording whose announcement has not come by then is fetched without."""
GIVE_UP_SECONDS = 7 * 86_400.0
"""Then a recording is set aside for a person: the carrier most likely has it no more."""

log = structlog.get_logger()


@dataclass(frozen=True)
class RecordingNotice:
    """What the carrier announced of one recording."""

    call: str
    name: str
    """Name under which it is kept here."""
    url: str
    """Its URL at the carrier, without a file ending."""


class Carrier(Protocol):
    """The carrier's store of recordings."""

    def get(self, url: str) -> bytes:
        """The WAV file. Raises `OSError`."""
        ...

    def delete(self, url: str) -> None:
        """Delete it there. Raises `OSError`."""
        ...


class PendingRecordings:
    """All recordings still to be fetched."""

    def __init__(
        self,
        folder: Path,
        vault: Vault,
        recordings: Recordings,
        carrier: Carrier | None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Without a `carrier` all is kept in mind and nothing is fetched."""
        self._folder = folder
        self._vault = vault
        self._recordings = recordings
        self._carrier = carrier
        self._clock = clock
        self._retry_at = 0.0

    def add(self, notice: RecordingNotice) -> None:
        """Note a recording to fetch; a second notice of it changes nothing. Raises `OSError`."""
        self._note(notice, 0.0)

    def expect(self, notice: RecordingNotice) -> None:
        """Note a recording that is not announced yet: the announcement may never arrive.

        Raises `OSError`.
        """
        if not self._file(notice).exists():
            self._note(notice, EXPECTED_SECONDS)

    def _note(self, notice: RecordingNotice, seconds: float) -> None:
        """Keep `notice` as a file; its time of change says when to fetch the recording.

        That is in `seconds` from now; 0 only brings it forward. Raises `OSError`.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        file, due = self._file(notice), self._clock() + seconds
        if not file.exists():
            write_atomically(file, self._vault.seal(json.dumps(asdict(notice)).encode()))
        if file.stat().st_mtime > due or seconds:
            os.utime(file, (due, due))

    def _file(self, notice: RecordingNotice) -> Path:
        return self._folder / f"{notice.call}.{notice.name}.due"

    def step(self) -> None:
        """Fetch what is due, unless another process is at it or the carrier failed just now."""
        if self._carrier is None or self._clock() < self._retry_at or not self._due():
            return
        try:
            with FileLock(self._folder / ".lock", timeout=0, thread_local=False):
                self._fetch_all(self._carrier)
        except OSError as error:  # also filelock's own Timeout
            log.info("recordings wait", fault=str(error))

    def _due(self) -> list[Path]:
        now = self._clock()
        return sorted(f for f in self._folder.glob("*.due") if modified(f, gone=math.inf) <= now)

    def _fetch_all(self, carrier: Carrier) -> None:
        for file in self._due():
            try:
                fetch_recording(carrier, self._recordings, self._read(file))
                file.unlink()
            except (OSError, VaultError) as error:
                log.error("recording stays with the carrier", file=file.name, fault=str(error))
                self._retry_at = self._clock() + RETRY_SECONDS
                if self._clock() - file.stat().st_mtime > GIVE_UP_SECONDS:
                    file.rename(file.with_suffix(".lost"))

    def _read(self, file: Path) -> RecordingNotice:
        return RecordingNotice(**json.loads(self._vault.open(file.read_bytes())))


def fetch_recording(carrier: Carrier, recordings: Recordings, notice: RecordingNotice) -> None:
    """Keep the recording here, then delete it there; twice is the same as once.

    That of a caller who refused is deleted unheard. Raises `OSError` where it has to be tried
    again: nothing is deleted there before it is safe here.
    """
    kept_before = recordings.path(notice.call, notice.name) in recordings.of(notice.call)
    if not kept_before and not recordings.refused(notice.call):
        kept = recordings.keep_wav(notice.call, notice.name, carrier.get(notice.url))
        if not kept and not recordings.refused(notice.call):
            raise OSError("the disk did not take it")
    carrier.delete(notice.url)


def name_for(turn: int, url: str) -> str:
    """The name a carrier's recording is kept under: the turn it answers, and the carrier's own name."""
    return f"{turn:03}-{url.rstrip('/').rpartition('/')[2]}"
