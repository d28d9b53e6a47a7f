"""Keeps the load of this worker among the metrics: another worker may be the one that is asked."""

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog

from ivr.observability import metrics

EVERY_SECONDS = 2.0

log = structlog.get_logger()


def keep_up(report: Callable[[], dict[str, Any]]) -> None:
    """Mirror `Admission.report` from now on; the thread does not keep the process alive."""
    threading.Thread(target=_run, args=(report,), name="metrics", daemon=True).start()


def _run(report: Callable[[], dict[str, Any]]) -> None:
    while True:
        try:
            metrics.mirror(report())
        except Exception as error:  # noqa: BLE001 - a full disk must not end the thread for good
            log.warning("load not measured", fault=repr(error))
        time.sleep(EVERY_SECONDS)
