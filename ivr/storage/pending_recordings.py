"""Recordings the carrier told of, kept in mind on this machine until they are home.

A small sealed file for each, written before the carrier hears that we know; it goes when the
recording is safe here and deleted there. What fails is tried again, by whatever process.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import structlog
from filelock import FileLock

from ivr.storage.carrier_recordings import Carrier, RecordingNotice, fetch_recording
from ivr.storage.recordings import Recordings, write_whole
from models.vault import Vault, VaultError

RETRY_SECONDS = 60.0
GIVE_UP_SECONDS = 7 * 86_400.0
"""After so long it is set aside for a person to look at: the carrier has it no more, most likely."""

log = structlog.get_logger()


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

    def add(self, told: RecordingNotice) -> None:
        """Keep it in mind; telling it again changes nothing. Raises `OSError`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{told.call}.{told.name}.due"
        if not file.exists():
            write_whole(file, self._vault.seal(json.dumps(asdict(told)).encode()))

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
        return sorted(self._folder.glob("*.due"))

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
