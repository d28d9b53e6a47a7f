"""Traces of calls: nothing without the setting, one trace a call with it, and no caller in it."""

import subprocess
import sys

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ivr.dialog.acts import Said
from ivr.observability import tracing
from tests.ivr.web.test_webhooks import action

NUMBER = "7921742180"


@pytest.fixture
def spans():
    exporter = InMemorySpanExporter()
    tracing.use(SimpleSpanProcessor(exporter))
    yield exporter.get_finished_spans
    tracing.use(None)


def test_a_call_is_one_trace_named_by_its_id_on_whatever_worker(keypad_hotline, sid, spans):
    menu = keypad_hotline.post("/voice/incoming", sid)
    keypad_hotline.post(action(menu), sid, Digits="2")
    keypad_hotline.post("/voice/incoming", "CA" + "f" * 32)
    of_call = [span for span in spans() if span.context.trace_id == int(sid[2:], 16)]
    names = {span.name for span in of_call}
    assert {"webhook /voice/incoming", "webhook /voice/keypad", "effect facts"} <= names
    assert {span.context.trace_id for span in spans()} == {int(sid[2:], 16), int("f" * 32, 16)}


def test_what_happens_inside_a_webhook_belongs_to_it(keypad_hotline, sid, spans):
    keypad_hotline.post("/voice/incoming", sid)
    by_name = {span.name: span for span in spans()}
    outer = by_name["webhook /voice/incoming"]
    assert outer.parent is None
    assert by_name["effect facts"].parent.span_id == outer.context.span_id


def test_spans_hold_no_word_of_the_caller(keypad_hotline, sid, spans, monkeypatch):
    answer = keypad_hotline.post("/voice/incoming", sid)
    for keys in ("3", NUMBER, "1", "19750812"):
        answer = keypad_hotline.post(action(answer), sid, Digits=keys)
    keypad_hotline.services.conversations.open(sid).receive(Said("我叫王小明", 0.9))

    def broken(*_: object) -> None:
        raise RuntimeError("王小明 " + NUMBER)

    monkeypatch.setattr(keypad_hotline.services.conversations, "answer", broken)
    keypad_hotline.post(action(answer), sid, Digits="1")
    told = " ".join(span.to_json() for span in spans())
    assert "webhook /voice/keypad" in told
    assert [
        secret for secret in (NUMBER, "19750812", "王小明", "3800001234") if secret in told
    ] == []


def test_without_the_setting_nothing_is_traced_nor_loaded():
    code = (
        "import sys, ivr.web.app\nfrom ivr.observability import tracing\n"
        "with tracing.span('x', 'CA' + '0' * 32): pass\n"
        "sys.exit('opentelemetry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_asked_for_without_the_libraries_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    with pytest.raises(tracing.TracingUnavailableError, match=r"hotline-12351\[tracing\]"):
        tracing.configure("http://127.0.0.1:4318/v1/traces")


def test_something_that_is_no_call_of_the_carriers_is_not_traced(spans):
    with tracing.span("effect facts", "chat-1"):
        pass
    assert spans() == ()
