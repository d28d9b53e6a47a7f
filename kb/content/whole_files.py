"""Files that somebody may read while they are written."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


def write_whole(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let `write` fill `target` so that a reader sees the old file or the new one, never half of it.

    The draft has a name of its own: in two containers processes have the same number. Raises
    `OSError`.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
