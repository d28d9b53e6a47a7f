"""Traces of calls with OpenTelemetry, where a setting asks for them; otherwise nothing happens.

Receives "this part of this call took place"; emits spans. The carrier's call id is the trace's id:
the parts of a call end up in one trace whichever worker did them. Spans hold no words of callers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ivr.errors import HotlineError
from ivr.observability.sids import CALL_SID

_tracer: Any = None
_call: ContextVar[str] = ContextVar("call", default="")


class TracingUnavailableError(HotlineError):
    """Traces are asked for, but the libraries are not installed."""


def configure(address: str) -> None:
    """Send spans to an OTLP collector from now on. Raises `TracingUnavailableError`."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TracingUnavailableError(
            "HOTLINE_TRACES is set, but OpenTelemetry is not installed: "
            "pip install 'hotline-12351[tracing]'"
        ) from error
    use(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))


def use(processor: Any) -> None:
    """Give spans to a processor of OpenTelemetry's SDK; None switches tracing off."""
    global _tracer  # noqa: PLW0603 - one per process, as the log is
    if processor is None:
        _tracer = None
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import RandomIdGenerator, TracerProvider

    class CallIds(RandomIdGenerator):
        """Makes the call's id the trace's."""

        def generate_trace_id(self) -> int:
            digits = _call.get()[2:]
            return int(digits, 16) or super().generate_trace_id()

    provider = TracerProvider(
        resource=Resource({"service.name": "hotline"}), id_generator=CallIds()
    )
    provider.add_span_processor(processor)
    _tracer = provider.get_tracer("ivr")


@contextmanager
def span(name: str, call: str, **attributes: str | int | float) -> Iterator[None]:
    """Time a part of a call; one inside another of the same call belongs to it."""
    if _tracer is None or not CALL_SID.fullmatch(call):
        yield
        return
    token = _call.set(call)
    try:
        # What went wrong is in the log, masked; the span only tells that something did.
        with _tracer.start_as_current_span(name, record_exception=False) as current:
            current.set_attributes({"call": call, **attributes})
            yield
    finally:
        _call.reset(token)


def begin(name: str, call: str) -> Callable[[], None]:
    """Begin to time a part of a call that ends in another thread; returns what ends it."""
    if _tracer is None or not CALL_SID.fullmatch(call):
        return lambda: None
    token = _call.set(call)
    try:
        current = _tracer.start_span(name, attributes={"call": call}, record_exception=False)
    finally:
        _call.reset(token)
    end: Callable[[], None] = current.end
    return end
