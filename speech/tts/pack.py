"""Rendered prompts in one file that ships with the code: a zip archive of Ogg Opus files.

It seeds the cache, so that a fresh machine speaks without rendering for ten minutes. A prompt is
found by the same key as in the cache: a changed text, voice or lexicon simply is not in the pack.
`Voice.write_pack` makes it.
"""

import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from speech.audio.sound_files import SoundFileError, load_sound

PACK = Path(__file__).with_name("prompts.zip")
"""The pack that ships with the code."""


class PromptPack:
    """An opened pack; reading it is safe from several threads. No file is the same as an empty one."""

    def __init__(self, path: Path = PACK) -> None:
        """Open `path`. Raises `SoundFileError` when it is there but is no pack."""
        self.identity = ""
        self._archive: zipfile.ZipFile | None = None
        self._names: frozenset[str] = frozenset()
        if not path.is_file():
            return
        try:
            self._archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise SoundFileError(f"{path} is not a pack of prompts: {error}") from error
        self.identity = self._archive.comment.decode()
        self._names = frozenset(self._archive.namelist())

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, key: str) -> bool:
        return f"{key}.opus" in self._names

    def get(self, key: str) -> np.ndarray | None:
        """Return the prompt's samples (float32, 8 kHz), or None when the pack has none."""
        opus = self.opus(key)
        return None if opus is None else load_sound(opus)

    def opus(self, key: str) -> bytes | None:
        """Return the prompt as it is packed. Raises `SoundFileError` when it is damaged."""
        name = f"{key}.opus"
        if self._archive is None or name not in self._names:
            return None
        try:
            return self._archive.read(name)
        except zipfile.BadZipFile as error:
            raise SoundFileError(f"{name} in the pack is damaged: {error}") from error


def write_pack(path: Path, identity: str, prompts: Iterable[tuple[str, bytes]]) -> int:
    """Write a pack of (key, Opus file) made by the voice `identity`; return its size in bytes."""
    temporary = path.with_suffix(".tmp")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = identity.encode()
        for key, opus in sorted(prompts):
            # The date of ZipInfo is fixed: the same prompts give the same file.
            archive.writestr(zipfile.ZipInfo(f"{key}.opus"), opus)
    temporary.replace(path)
    return path.stat().st_size
