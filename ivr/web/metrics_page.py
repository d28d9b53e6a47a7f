"""`/metrics` for Prometheus: all workers of this server together, and only for whoever may read it."""

import hmac
import os
from pathlib import Path

from flask import Flask, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from ivr.config import networks
from ivr.config.settings import Settings
from ivr.observability import metrics
from ivr.observability.metrics_records import RecordsCollector
from ivr.services.services import Services
from ivr.web.metrics_folder import FOLDER
from ivr.web.proxies import FORWARDED
from models.database import Database


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
