"""Members' files that were checked and wait to be confirmed: sealed, for an hour."""

import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from models.member_source import SentFile
from models.vault import Vault

WAIT_SECONDS = 3600
"""How long a checked file waits to be confirmed."""


@dataclass(frozen=True)
class WaitingFiles:
    """A folder of sealed files, each found by its ticket. In the clear they are in memory only."""

    folder: Path
    vault: Vault

    def put(self, content: bytes, kind: str) -> str:
        """Seal a file; return the ticket it is found by. Files that waited too long are dropped."""
        self.sweep()
        self.folder.mkdir(parents=True, exist_ok=True)
        ticket = secrets.token_hex(16) + kind
        self._path(ticket).write_bytes(self.vault.seal(content))
        return ticket

    def sweep(self) -> None:
        """Drop what waited too long, and whatever else was left here, folders of files as well."""
        for old in self.folder.glob("*"):
            if old.is_dir():  # an earlier program unsealed files into folders, and died
                shutil.rmtree(old, ignore_errors=True)
            elif not _fresh(old):
                old.unlink(missing_ok=True)

    def has(self, ticket: str) -> bool:
        """Whether a file still waits."""
        return _fresh(self._path(ticket))

    def opened(self, ticket: str) -> SentFile:
        """The file in the clear."""
        plain = self.vault.open(self._path(ticket).read_bytes())
        return SentFile(f"members{Path(ticket).suffix}", plain)

    def drop(self, ticket: str) -> None:
        """Delete a file."""
        self._path(ticket).unlink(missing_ok=True)

    def _path(self, ticket: str) -> Path:
        """Where a file waits; a made-up ticket leads nowhere."""
        name = "".join(c for c in ticket if c.isalnum() or c == ".").replace("..", "")
        return self.folder / f"{name[:60] or 'none'}.sealed"


def _fresh(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime <= WAIT_SECONDS
    except OSError:
        return False
