"""Which calls go on, on this machine's disk: so that others end them when the process that has them dies.

Where a carrier tells the end of calls by webhook, any process hears of it; a line of ours dies with its
process, and its caller, who rings again, would be taken for a second one meanwhile.
"""

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from models.call import CallOutcome

SETTLED_SECONDS = 1.0
"""Age from which a file is looked at: it is locked a moment after it is made."""
_SUFFIX = ".call"

log = structlog.get_logger()


class OpenCalls:
    """One file a call, locked by the process that has it for as long as that lives."""

    def __init__(self, folder: Path, ended: Callable[[str, CallOutcome], None]) -> None:
        """`ended` ends a call."""
        self._folder = folder
        self._ended = ended

    @contextlib.contextmanager
    def going_on(self, call: str) -> Iterator[None]:
        """Within, the call goes on here. A disk that is full ends no call."""
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(self._locked(call))
            except OSError as error:
                log.warning("open call not noted", call=call, fault=str(error))
            yield

    @contextlib.contextmanager
    def _locked(self, call: str) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{call}{_SUFFIX}"
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    def end_left_behind(self) -> None:
        """End the calls of processes that have died."""
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError, BlockingIOError), path.open() as file:
                if time.time() - path.stat().st_mtime < SETTLED_SECONDS:
                    continue
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                log.warning("the call's process has died", call=path.stem)
                self._ended(path.stem, CallOutcome.HUNG_UP)
                path.unlink(missing_ok=True)
