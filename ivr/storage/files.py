"""Files that several processes write, read and delete: whole or not there, and gone at any moment."""

import os
import secrets
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write `path` so that it is never there in part; on the disk when this returns."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")  # nobody else's
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def modified(path: Path, gone: float) -> float:
    """When a file was last written; `gone` for one that somebody has deleted since it was listed."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return gone
