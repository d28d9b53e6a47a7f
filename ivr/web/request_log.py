"""What the server notes of every request: which call, how long, what came of it."""

import time
from contextlib import ExitStack

import structlog
from flask import Flask, Response, g, request

from ivr.observability import metrics, tracing
from ivr.observability.sids import CALL_SID


def attach(app: Flask) -> None:
    """Note all requests of an application."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin() -> None:
    g.began = time.perf_counter()
    g.open = ExitStack()
    structlog.contextvars.clear_contextvars()
    if request.method == "POST" and request.blueprint == "voice":
        call = request.form.get("CallSid", "")
        if CALL_SID.fullmatch(call):  # what anybody may send must not name lines of the log
            structlog.contextvars.bind_contextvars(call=call)
            g.open.enter_context(tracing.span(f"webhook {request.path}", call))


def _end(response: Response) -> Response:
    if request.blueprint == "voice" and "began" in g:
        seconds = time.perf_counter() - g.began
        endpoint = (request.endpoint or "").rpartition(".")[2]
        metrics.webhook_seconds.labels(endpoint, response.status_code).observe(seconds)
    return response


def _forget(_error: BaseException | None) -> None:
    if "open" in g:
        g.open.close()
    structlog.contextvars.clear_contextvars()
