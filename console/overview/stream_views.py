"""The overview as server-sent events, for a few pages at a time.

A stream holds one of the worker's threads for as long as its page is open, and those are there for
calls. So there are few streams; who comes after them is told to ask every now and then instead, as
pages without scripts do by being loaded anew.
"""

import threading
import time
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from console.overview.views import numbers
from console.shell.access import needs
from console.shell.blueprint import console
from console.shell.extensions import words
from ivr.capacity import draining

MAX = 4
"""Streams of a process."""
EVERY_SECONDS = 3.0
MAX_SECONDS = 300.0
"""Then the browser comes again, and is asked again who it is."""

_free = threading.BoundedSemaphore(MAX)


@console.route("/overview/stream")
@needs("calls")
def overview_stream() -> ResponseReturnValue:
    """Events with the part of the page that changes; 204 where all streams are taken."""
    if draining.draining() or not _free.acquire(blocking=False):
        return "", 204
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    answer = Response(_events(app, request.environ), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would collect events
    answer.call_on_close(_free.release)
    return answer


def _events(app: Flask, environ: dict[str, Any]) -> Iterator[str]:
    until = time.monotonic() + MAX_SECONDS
    while time.monotonic() < until and not draining.draining():
        with app.request_context(environ):  # anew each time: somebody may have been signed out
            if not current_user.is_authenticated:
                return
            words.as_default()
            page = render_template("console/overview_live.html", **numbers())
        yield "".join(f"data: {line}\n" for line in page.splitlines()) + "\n"
        time.sleep(EVERY_SECONDS)
