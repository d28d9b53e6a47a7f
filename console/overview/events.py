"""The overview as server-sent events, for a few pages at a time.

A stream holds one of the worker's threads for as long as its page is open, and those are there for
calls. So there are few streams; who comes after them is told to ask every now and then instead, as
pages without scripts do by being loaded anew.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Response, current_app, request
from flask_login import current_user

from console.shell.extensions import words
from ivr.capacity import draining

MAX = 4
"""Most streams a process serves at once."""
EVERY_SECONDS = 3.0
MAX_SECONDS = 300.0
"""Seconds a stream lasts; the browser then connects again and is checked again."""

_free = threading.BoundedSemaphore(MAX)


def stream_of(render: Callable[[], str]) -> Response | None:
    """Events that each carry what `render` returns by then; None where all streams are taken."""
    if draining.draining() or not _free.acquire(blocking=False):
        return None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    answer = Response(_events(app, request.environ, render), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would collect events
    answer.call_on_close(_free.release)
    return answer


def _events(app: Flask, environ: dict[str, Any], render: Callable[[], str]) -> Iterator[str]:
    until = time.monotonic() + MAX_SECONDS
    while time.monotonic() < until and not draining.draining():
        with app.request_context(environ):  # anew each time: somebody may have been signed out
            if not current_user.is_authenticated:
                return
            words.as_default()
            page = render()
        yield "".join(f"data: {line}\n" for line in page.splitlines()) + "\n"
        time.sleep(EVERY_SECONDS)
