"""Logs to standard error: one JSON object a line for machines, coloured text for people.

Receives events of our own code (structlog) and of libraries (logging); emits lines that name calls
by the carrier's call id and hold nothing a caller said, keyed or is called (`ivr/observability/masking.py`).
"""

import logging
import sys
import traceback
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

from ivr.observability import metrics
from ivr.observability.masking import masked_line

Form = Literal["auto", "json", "text"]

PUBLIC = frozenset(
    {"call", "stream", "remote", "level", "logger", "timestamp", "trace", "exception"}
)
"""Fields in which nothing is hidden: ids, addresses, times, and what is masked already."""
LARGEST = 999_999
"""Larger numbers are hidden: they may be somebody's."""

_QUIET = ("twilio", "werkzeug", "sqlalchemy", "alembic", "urllib3", "faster_whisper", "weasyprint")
"""Libraries whose warnings alone are wanted; Twilio's would write down messages and numbers."""


def configure(form: Form = "auto", level: str = "info") -> None:
    """Set up logging for a process; doing it again replaces the first."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_prepared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_prepared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_shown(form)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    server = logging.getLogger("gunicorn.error")
    server.handlers, server.propagate = [handler], False
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def mask(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Hide numbers, dates and Chinese words in whatever a line holds."""
    return {name: value if name in PUBLIC else _hidden(value) for name, value in event.items()}


def count(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Count warnings and errors of our own code, whose events are fixed texts."""
    if event["level"] in ("warning", "error", "critical"):
        ours = event["logger"].partition(".")[0] in ("ivr", "console") and "_record" not in event
        what = event["event"] if ours else f"library {event['logger'].partition('.')[0]}"
        metrics.log_events.labels(event["level"], what).inc()
    return event


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {_hidden(k): _hidden(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_hidden(item) for item in value]
    if value is None or (isinstance(value, (int, float)) and abs(value) <= LARGEST):
        return value
    return masked_line(str(value))


def _prepared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        count,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.ExceptionRenderer(_traceback),
        mask,
    ]


def _traceback(exc_info: ExcInfo) -> str:
    """Where it broke and how; the fault's own words may quote a caller."""
    return masked_line("".join(traceback.format_exception(*exc_info)).strip())


def _shown(form: Form) -> list[Processor]:
    if form == "json" or (form == "auto" and not sys.stderr.isatty()):
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


class _StandardError(logging.StreamHandler):
    """Whatever standard error is at the moment of writing."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Where lines go."""
        return sys.stderr
