"""Files people send: checked for size, kind, and how much they unpack to.

Excel files are zip files: a small one may unpack to more than the server can hold.
"""

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import request

from console.shell.errors import ConsoleError

MAX_UNPACKED = 1 << 30
"""Bytes. A million members unpack to half of it."""
MAX_RATIO = 100
"""Unpacked to packed. A table of members reaches 12; what is made to burst, several hundreds."""
SMALL = 10 << 20
"""Bytes that are never too many, however well they were packed."""


class UploadError(ConsoleError):
    """A file that people sent was refused."""


class KindError(UploadError):
    """The file is of a kind that is not taken."""


class ZipBombError(UploadError):
    """The file would unpack to more than the server can hold."""


@dataclass(frozen=True)
class Upload:
    """A file somebody sent."""

    name: str
    """As the browser calls it; empty where nothing was chosen."""
    content: IO[bytes]

    @property
    def kind(self) -> str:
        """The end of the name in small letters, with its dot."""
        return Path(self.name).suffix.lower()


def sent_file(field: str, max_bytes: int, kinds: Collection[str] = ()) -> Upload | None:
    """The file of a form's field, or None where the form has none; `kinds` are those taken.

    Raises `KindError`, `ZipBombError`, or werkzeug's `RequestEntityTooLarge` over `max_bytes`.
    """
    request.max_content_length = max_bytes
    sent = request.files.get(field)
    if sent is None:
        return None
    upload = Upload(sent.filename or "", sent.stream)
    if kinds and upload.kind not in kinds:
        raise KindError(upload.kind)
    if is_zip_bomb(upload.content):
        raise ZipBombError(upload.name)
    return upload


def is_zip_bomb(file: IO[bytes]) -> bool:
    """Whether reading a workbook would take too much memory. Other files do not."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        return False
    finally:
        file.seek(0)
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    return unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * packed)
