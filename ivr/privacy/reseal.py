"""Sealed files, sealed anew with the newest key: recordings, the journal, what waits to be fetched."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ivr.storage.files import write_atomically
from ivr.storage.journal import Journal
from ivr.storage.recordings import SUFFIX, Recordings
from models.vault import Vault, VaultError

UNREADABLE = "unreadable files"
"""No key opens them: damaged, or being written just now."""


def reseal_files(var: Path, vault: Vault) -> dict[str, int]:
    """Seal with the newest key what was sealed with an older one; how many files of each kind.

    Servers may go on meanwhile. What no key opens is counted and left. Raises `JournalError`.
    """
    counts = Counter({"recordings": 0, "awaited recordings": 0, "journal": 0, UNREADABLE: 0})
    recordings = Recordings(var / "recordings", vault)
    for path in (var / "recordings").glob(f"*/*{SUFFIX}"):
        counts[_reseal(path, vault, "recordings")] += 1
        if recordings.refused(path.parent.name):  # meanwhile
            path.unlink(missing_ok=True)
    for path in _files(var / "awaited", "*.due", "*.lost"):
        counts[_reseal(path, vault, "awaited recordings")] += 1
    with Journal(var / "journal", vault).locked():
        # Not `.seen`: these only mirror the database, for some hours.
        for path in _files(var / "journal", "*.owed", "*.refused"):
            counts["journal"] += _reseal_lines(path, vault)
    del counts[_DONE]
    return dict(counts)


_DONE = "done before"


def _files(folder: Path, *patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from folder.glob(pattern)


def _reseal(path: Path, vault: Vault, kind: str) -> str:
    """What the file is counted as."""
    try:
        file, folder = path.stat(), path.parent.stat()
        new = vault.resealed(path.read_bytes())
        if new is None:
            return _DONE
        write_atomically(path, new)
        for touched, was in ((path, file), (path.parent, folder)):  # their age tells when they go
            os.utime(touched, ns=(was.st_atime_ns, was.st_mtime_ns))
    except VaultError:
        return UNREADABLE
    except FileNotFoundError:  # deleted just now
        return _DONE
    return kind


def _reseal_lines(path: Path, vault: Vault) -> bool:
    old = [line for line in path.read_bytes().split(b"\n") if line]
    new = [_resealed(line, vault) for line in old]
    if new == old:
        return False
    write_atomically(path, b"".join(line + b"\n" for line in new))
    return True


def _resealed(line: bytes, vault: Vault) -> bytes:
    """A line that was torn stays as it is: whoever reads it sets it aside."""
    try:
        return vault.resealed(line) or line
    except VaultError:
        return line
