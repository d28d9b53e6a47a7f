"""A local journal of calls, for when the database is away: sealed lines in a file per call.

`<call>.seen` mirrors what the database has, so that any worker of this machine can rebuild a call
without it. `<call>.owed` holds what the database has not got yet; it is flushed to the disk before
the caller hears that anything was kept, and is deleted once delivered.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import structlog
from filelock import FileLock

from ivr.errors import HotlineError
from ivr.storage.files import modified
from models.vault import Vault, VaultError

LOCK_SECONDS = 10
_MIRROR = ".seen"
_PENDING = ".owed"
_REFUSED = ".refused"

Record = dict[str, Any]
"""JSON-able; `kind` says what it is."""

log = structlog.get_logger()


class JournalError(HotlineError):
    """The disk did not take a line (full, or broken)."""


class Journal:
    """The journal of all calls of this machine."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from writing what is pending meanwhile, in this process or another.

        Raises `JournalError` when somebody else holds it for too long.
        """
        lock = FileLock(self._folder / ".lock", timeout=LOCK_SECONDS, thread_local=False)
        try:
            lock.acquire()
        except OSError as error:  # also filelock's own Timeout
            raise JournalError(f"the journal cannot be locked: {error}") from error
        try:
            yield
        finally:
            lock.release()

    def mirror(self, call: str, *records: Record) -> None:
        """Mirror what the database has. Not flushed; a full disk is ignored."""
        try:
            self._append(self._mirror_file(call), records)
        except OSError as error:
            log.warning("journal not written", call=call, fault=str(error))

    def enqueue(self, call: str, *records: Record) -> None:
        """Keep what the database could not take. On disk when this returns, else `JournalError`."""
        try:
            self._append(self._pending_file(call), records, flush=True)
        except OSError as error:
            log.error("journal not written", call=call, fault=str(error))
            raise JournalError(str(error)) from error

    def has_pending(self, call: str) -> bool:
        """Whether the database has still to get something of this call."""
        return self._pending_file(call).exists()

    def calls_pending(self) -> list[str]:
        """All calls whose record the database has still to complete from here."""
        return self._calls(_PENDING)

    def calls_mirrored(self) -> list[str]:
        """All calls that are mirrored: those that go on, and those that never told their end."""
        return self._calls(_MIRROR)

    @property
    def depth(self) -> int:
        """Count the calls whose record the database has still to complete from here."""
        return len(self.calls_pending())

    def age(self, now: float) -> float:
        """Seconds since anything was added to the file that waits longest; 0 where none does."""
        times = [modified(path, now) for path in self._folder.glob(f"*{_PENDING}")]
        return max(now - min(times, default=now), 0.0)

    @property
    def set_aside(self) -> int:
        """Files a person has to look at: refused by the database, or damaged."""
        return sum(1 for pattern in ("*.refused", "*.damaged") for _ in self._folder.glob(pattern))

    def pending(self, call: str) -> list[Record]:
        """All of a call that the database has still to get, in order."""
        return self._read(self._pending_file(call))

    def mirrored(self, call: str) -> list[Record]:
        """What the database has, or had before a backup was put back; in order."""
        return self._read(self._mirror_file(call))

    def read(self, call: str) -> list[Record]:
        """All that is known here of a call, in order."""
        return self.mirrored(call) + self._read(self._pending_file(call))

    def mark_delivered(self, call: str) -> None:
        """Note that all was delivered: what was pending now only mirrors the database."""
        self.mirror(call, *self._read(self._pending_file(call)))
        self._pending_file(call).unlink(missing_ok=True)

    def refuse(self, call: str, record: Record) -> None:
        """Set aside what the database will never take, for a person to look at."""
        with self._suffixed(call, _REFUSED).open("ab") as file:
            file.write(self._line(record))

    def take_back(self) -> int:
        """Make what was refused pending again; of how many calls. Raises `JournalError`."""
        files = sorted(self._folder.glob(f"*{_REFUSED}"))
        for file in files:
            call = unquote(file.name.removesuffix(_REFUSED))
            with self.locked():
                for record in self._read(file):
                    self.enqueue(call, record)
                file.unlink()
        return len(files)

    def forget(self, call: str) -> None:
        """Drop the mirror of a call that is over."""
        self._mirror_file(call).unlink(missing_ok=True)

    def forget_older(self, seconds: float, now: float) -> None:
        """Drop mirrors untouched for so long: calls that never told their end here."""
        for path in self._folder.glob(f"*{_MIRROR}"):
            if now - modified(path, now) > seconds:
                path.unlink(missing_ok=True)

    def _calls(self, suffix: str) -> list[str]:
        return [unquote(path.name.removesuffix(suffix)) for path in self._folder.glob(f"*{suffix}")]

    def _suffixed(self, call: str, suffix: str) -> Path:
        return self._folder / (quote(call, safe="") + suffix)

    def _mirror_file(self, call: str) -> Path:
        return self._suffixed(call, _MIRROR)

    def _pending_file(self, call: str) -> Path:
        return self._suffixed(call, _PENDING)

    def _line(self, record: Record) -> bytes:
        # The seal is also the checksum: a line that was torn or changed does not open.
        return self._vault.seal(json.dumps(record, ensure_ascii=False).encode()) + b"\n"

    def _append(self, path: Path, records: Sequence[Record], flush: bool = False) -> None:
        new = not path.exists()
        with path.open("ab+", buffering=0) as file:
            # A half-written line of a writer that died must not spoil this one.
            torn = not new and _ends_torn(file)
            _write(file, (b"\n" if torn else b"") + b"".join(map(self._line, records)))
            if flush:
                os.fsync(file.fileno())
        if flush and new:
            _flush_folder(path.parent)

    def _read(self, path: Path) -> list[Record]:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return []
        good: list[Record] = []
        lines = [line for line in content.split(b"\n") if line]
        for line in lines:
            try:
                good.append(json.loads(self._vault.open(line)))
            except VaultError:
                log.error("journal line damaged", file=path.name, bytes=len(line))
        if len(good) < len(lines) and path.suffix == _PENDING:
            _keep_damaged(path, content)
        return good


def _write(file: Any, content: bytes) -> None:
    """All of it: a disk that is nearly full takes a part and says so only when asked again."""
    while content:
        content = content[file.write(content) :]


def _ends_torn(file: Any) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) != b"\n")


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_damaged(path: Path, content: bytes) -> None:
    """A copy of the file as it was found, for a person to look at; the good lines are used."""
    copy = path.with_suffix(".damaged")
    if not copy.exists():
        copy.write_bytes(content)
