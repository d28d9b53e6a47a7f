"""Where the workers of one server write their numbers: a file each, in a folder they share.

`hotline serve` names it before a worker starts, by the variable the Prometheus client looks at.
"""

import shutil
import socket
import time
from pathlib import Path

from ivr.config.settings import Settings
from ivr.storage.files import modified

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
LEFT_SECONDS = 7 * 24 * 3600
"""A server that runs writes its numbers many times a day."""


def prepared_folder(settings: Settings) -> Path:
    """An empty folder for the workers of one server. Two servers on one machine have two.

    Containers have another name with every start: what none has written to for long is dropped.
    """
    everybody = settings.var.resolve() / "metrics"
    folder = everybody / f"{socket.gethostname()}-{settings.port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for other in everybody.iterdir():
        if time.time() - _written(other) > LEFT_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _written(folder: Path) -> float:
    """When something in it was written last; a folder of another server may go meanwhile."""
    now = time.time()
    return max(modified(path, gone=now) for path in [folder, *folder.glob("*")])
