"""`/metrics` for Prometheus: all workers of this server together, and only for whoever may read it.

With several workers each writes its numbers into a file of a folder they share, named by
PROMETHEUS_MULTIPROC_DIR (`hotline serve` sets it before a worker starts).
"""

import hmac
import os
import shutil
import socket
import time
from pathlib import Path

from flask import Flask, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from ivr.config import networks
from ivr.config.settings import Settings
from ivr.observability import metrics
from ivr.observability.metrics_records import RecordsCollector
from ivr.services.services import Services
from ivr.storage.files import modified
from ivr.web.proxies import FORWARDED
from models.database import Database

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


class MetricsPage:
    """The page `/metrics`."""

    def __init__(self, services: Services) -> None:
        self._settings = services.settings
        self._admission = services.admission
        self._records = RecordsCollector(services.store.journal, Database(services.sessions))

    def attach(self, app: Flask) -> None:
        """Put the page into an application."""
        app.add_url_rule("/metrics", "metrics", self.page)

    def page(self) -> Response:
        """All metrics, or "no such page" for those who may not know that there is one."""
        if not _may_read(self._settings):
            abort(404)
        metrics.mirror(self._admission.report())
        if FOLDER in os.environ:
            registry = of_all_workers(Path(os.environ[FOLDER]))
        else:
            registry = CollectorRegistry()
            registry.register(REGISTRY)
        registry.register(self._records)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def of_all_workers(folder: Path) -> CollectorRegistry:
    """What the workers of a server wrote down; a dead one counts, but is busy no more."""
    _forget_the_dead(folder)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))
    return registry


def _may_read(settings: Settings) -> bool:
    token = settings.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # What a proxy passed on comes from that proxy's address, whoever asked.
    passed_on = request.environ.get(FORWARDED, False)
    near = networks.includes(networks.parse(settings.metrics_networks), request.remote_addr or "")
    return near and not passed_on


def _forget_the_dead(folder: Path) -> None:
    """Drop the gauges of workers that are gone: a killed one still seems busy."""
    for pid in {path.stem.rpartition("_")[2] for path in folder.glob("gauge_live*.db")}:
        if pid.isdigit() and not _alive(int(pid)):
            mark_process_dead(int(pid), str(folder))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
