"""Members' files that were checked and wait to be confirmed: sealed, for an hour."""

import contextlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.vault import Vault

WAIT_SECONDS = 3600
"""How long a checked file waits to be confirmed."""


@dataclass(frozen=True)
class WaitingFiles:
    """A folder of sealed files, each found by its ticket."""

    folder: Path
    vault: Vault

    def put(self, content: bytes, kind: str) -> str:
        """Seal a file; return the ticket it is found by. Files that waited too long are dropped."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        ticket = secrets.token_hex(16) + kind
        self._path(ticket).write_bytes(self.vault.seal(content))
        return ticket

    def _sweep(self) -> None:
        for old in self.folder.iterdir():
            if time.time() - old.stat().st_mtime > WAIT_SECONDS:
                if old.is_dir():  # in the clear: whoever read it was killed
                    shutil.rmtree(old, ignore_errors=True)
                else:
                    old.unlink(missing_ok=True)

    def has(self, ticket: str) -> bool:
        """Whether a file still waits."""
        return self._path(ticket).is_file()

    @contextlib.contextmanager
    def opened(self, ticket: str) -> Iterator[Path]:
        """The file in the clear, for as long as it is read; others cannot read it."""
        self._sweep()
        plain = self.vault.open(self._path(ticket).read_bytes())
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            path = Path(folder) / f"members{Path(ticket).suffix}"
            path.write_bytes(plain)
            yield path

    def drop(self, ticket: str) -> None:
        """Delete a file."""
        self._path(ticket).unlink(missing_ok=True)

    def _path(self, ticket: str) -> Path:
        """Where a file waits; a made-up ticket leads nowhere."""
        name = "".join(c for c in ticket if c.isalnum() or c == ".").replace("..", "")
        return self.folder / f"{name or 'none'}.sealed"
