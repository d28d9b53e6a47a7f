"""A disk that has become slow, for some processes: the kernel's own throttle (cgroup v1, blkio).

Only their synchronous writes suffer: an fsync then waits as it does on a worn or overloaded disk.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

BLKIO = Path("/sys/fs/cgroup/blkio")
_GROUP = BLKIO / "hotline-slow-disk"


def possible() -> bool:
    """Whether this machine lets us: root, and cgroup v1 with blkio."""
    limit = BLKIO / "blkio.throttle.write_iops_device"
    return limit.exists() and os.access(BLKIO, os.W_OK)


@contextmanager
def slow_disk(processes: Iterable[int], writes_per_second: int, on: Path) -> Iterator[None]:
    """Meanwhile these processes, and what they start, share so many writes to the disk of `on`."""
    device = on.stat().st_dev
    _GROUP.mkdir(exist_ok=True)
    limit = f"{os.major(device)}:{os.minor(device)} {writes_per_second}"
    (_GROUP / "blkio.throttle.write_iops_device").write_text(limit)
    try:
        for process in processes:
            _move(process, _GROUP)
        yield
    finally:
        for process in (_GROUP / "cgroup.procs").read_text().split():
            _move(int(process), BLKIO)
        _GROUP.rmdir()


def fsync_seconds(folder: Path) -> float:
    """How long a small fsync in `folder` takes a process with the slow disk, at the moment."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(_GROUP / "cgroup.procs"), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


_PROBE = """
import os, sys, tempfile, time
open(sys.argv[1], "w").write(str(os.getpid()))
with tempfile.TemporaryFile(dir=sys.argv[2]) as file:
    file.write(bytes(4096))
    file.flush()
    began = time.monotonic()
    os.fsync(file.fileno())
    print(time.monotonic() - began)
"""


def _move(process: int, group: Path) -> None:
    try:
        (group / "cgroup.procs").write_text(str(process))
    except ProcessLookupError:
        return
