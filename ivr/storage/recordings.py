"""What callers said, kept as sealed WAV files: a folder per call, a file per utterance."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from ivr.storage.files import modified, write_atomically
from models.vault import Vault
from speech.audio.telephone import wav_of

SUFFIX = ".wav.sealed"
_REFUSED = "refused"
"""A file of this name in a call's folder: the caller does not want to be recorded."""

log = structlog.get_logger()


class Recordings:
    """The folder of all recordings."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault

    def keep(self, call: str, seq: int, pcm: bytes) -> str:
        """Seal 8 kHz 16-bit mono `pcm`; return its path relative to the recordings folder.

        Returns '' where the caller refused or the disk does not take it. Two utterances of one
        turn get different names: nothing is overwritten.
        """
        part = sum(1 for _ in (self._folder / call).glob(f"{seq:03}-*{SUFFIX}"))
        return self._keep(call, f"{seq:03}-{part}", wav_of(pcm), Path.write_bytes)

    def keep_wav(self, call: str, name: str, wav: bytes) -> str:
        """Seal a WAV file under a name; it is on the disk for good when this returns."""
        return self._keep(call, name, wav, write_atomically)

    def _keep(
        self, call: str, name: str, wav: bytes, write: Callable[[Path, bytes], object]
    ) -> str:
        if self.refused(call):
            return ""
        path = self._folder / self.path(call, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, self._vault.seal(wav))
        except OSError as error:
            log.error("recording not kept", call=call, fault=str(error))
            return ""
        if self.refused(call):  # meanwhile
            path.unlink(missing_ok=True)
            return ""
        return self.path(call, name)

    def path(self, call: str, name: str) -> str:
        """The path a recording of this name is, or will be, kept under."""
        return f"{call}/{name}{SUFFIX}"

    def refused(self, call: str) -> bool:
        """Whether the caller does not want to be recorded."""
        return (self._folder / call / _REFUSED).exists()

    def read(self, path: str) -> bytes:
        """The WAV file kept under `path`.

        Raises `FileNotFoundError`, also for a path that leads out of the folder, or `VaultError`.
        """
        return self._vault.open(self._file(path).read_bytes())

    def delete(self, path: str) -> None:
        """Delete the one kept under `path`, if there is one."""
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            self._file(path).unlink()

    def _file(self, path: str) -> Path:
        if "\0" in path:
            raise FileNotFoundError(path)  # what the system says of it is no `OSError`
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder.resolve()):
            raise FileNotFoundError(path)
        return file

    def refuse(self, call: str) -> None:
        """Delete what was kept of a call, and keep nothing more of it."""
        folder = self._folder / call
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _REFUSED).touch()  # first: one being written just now sees it
        for path in self.of(call):
            (self._folder / path).unlink(missing_ok=True)

    def erase(self, call: str) -> int:
        """Delete what was kept of a call; how many recordings."""
        count = len(self.of(call))
        shutil.rmtree(self._folder / call, ignore_errors=True)
        return count

    def of(self, call: str) -> list[str]:
        """The paths of a call's recordings."""
        files = sorted((self._folder / call).glob(f"*{SUFFIX}"))
        return [str(file.relative_to(self._folder)) for file in files]

    def older_than(self, days: int) -> Iterator[str]:
        """Calls whose recordings are older."""
        limit = time.time() - days * 86_400
        for folder in sorted(self._folder.glob("*")):
            if folder.is_dir() and modified(folder, gone=limit) < limit:
                yield folder.name
