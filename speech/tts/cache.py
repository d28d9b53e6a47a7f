"""Rendered prompts on disk: 8 kHz mu-law behind a checksum, one file per key."""

import hashlib
import logging
import os
import tempfile
from pathlib import Path

log = logging.getLogger(__name__)
_DIGEST_SIZE = 16


class PromptCache:
    """A folder of rendered prompts. Safe for several threads and processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return the audio stored under `key`; None when it is missing or the file is damaged."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        digest, audio = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
        if not audio or digest != _digest(audio):
            log.warning("damaged prompt in the cache is made again: %s", path)
            return None
        return audio

    def put(self, key: str, audio: bytes) -> None:
        """Store `audio` under `key`. A reader sees the old file or the new one, never a part."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(audio) + audio)
            os.replace(temporary, path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.ulaw"


def _digest(audio: bytes) -> bytes:
    return hashlib.blake2b(audio, digest_size=_DIGEST_SIZE).digest()
