"""Files people send: checked for size, kind, and how much they unpack to.

Whoever reads the first field of a form reads all of it, files and all. So a page says how much it
takes before anybody does. Excel files are zip files: a small one may unpack to more than the server
can hold. What is sent stays in memory: members' files must not lie on the disk in the clear.
"""

import io
import re
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from flask import Request, request

from console.shell.errors import ConsoleError

_Page = TypeVar("_Page", bound=Callable)

MAX_UNPACKED = 1 << 30
"""Bytes. A million members unpack to half of it."""
MAX_RATIO = 100
"""Unpacked to packed. A table of members reaches 12; what is made to burst, several hundreds."""
FORM_BYTES = 64 * 1024
"""What a form has beside its file."""
SMALL = 10 << 20
"""Bytes that are never too many, however well they were packed."""
_LONG_NUMBER = re.compile(r"\d{9,}")


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
    def logged(self) -> str:
        """The name for the log of actions, without numbers of members or telephones."""
        return _LONG_NUMBER.sub("＊＊＊", self.name)

    @property
    def kind(self) -> str:
        """The end of the name in small letters, with its dot."""
        return Path(self.name).suffix.lower()


class InMemory(Request):
    """A request whose files are kept in memory, whatever their size."""

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        """Where werkzeug puts a file that comes in; by itself it would use the disk."""
        return io.BytesIO()


def takes_files(max_bytes: int) -> Callable[[_Page], _Page]:
    """Mark a page that takes files of so many bytes from people who are signed in."""

    def mark(page: _Page) -> _Page:
        page.max_bytes = max_bytes  # type: ignore[attr-defined]
        return page

    return mark


def make_room(page: Callable | None) -> None:
    """Let this request be as large as the page takes; it must not be read yet."""
    max_bytes = getattr(page, "max_bytes", None)
    if max_bytes is not None:
        request.max_content_length = max_bytes + FORM_BYTES


def sent_file(field: str, kinds: Collection[str] = ()) -> Upload | None:
    """The file of a form's field, or None where the form has none; `kinds` are those taken.

    Raises `KindError` or `ZipBombError`.
    """
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
