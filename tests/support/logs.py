"""The real application, with the logs of a server process to read."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from ivr.observability import logs

Lines = Callable[[], list[dict]]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """Logs as a server writes them; called, it gives the lines so far, each checked to be JSON."""
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers
    logs.configure("json")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
