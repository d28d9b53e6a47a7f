"""Excel files are zip files: a small one may unpack to more than the server can hold."""

import zipfile
from typing import IO

MAX_UNPACKED = 1 << 30
"""Bytes. A million members unpack to half of it."""
MAX_RATIO = 100
"""Unpacked to packed. A table of members reaches 12; what is made to burst, several hundreds."""
SMALL = 10 << 20
"""Bytes that are never too many, however well they were packed."""


def is_zip_bomb(file: IO[bytes]) -> bool:
    """Whether reading a workbook would take too much memory. What is no zip file does not."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        return False
    finally:
        file.seek(0)
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    return unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * packed)
