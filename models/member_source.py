"""Where a members' file comes from: a file on the disk, or one that was sent and stays in memory."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


@dataclass(frozen=True)
class SentFile:
    """A file in memory: members' data must not lie on the disk in the clear, even for a moment."""

    name: str
    """As whoever sent it calls it; its end tells the kind."""
    content: bytes = field(repr=False)

    @property
    def suffix(self) -> str:
        """The end of the name with its dot."""
        return Path(self.name).suffix

    def open(self, _mode: str = "rb") -> IO[bytes]:
        """Its bytes, to be read."""
        return io.BytesIO(self.content)

    def __str__(self) -> str:
        return self.name


Source = Path | SentFile
