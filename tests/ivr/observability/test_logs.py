"""Logs of whole calls: lines for machines that name the call and nobody else."""

import logging

import pytest
import structlog
from sqlalchemy import select
from twilio.base.exceptions import TwilioException

from ivr.observability import logs, metrics
from ivr.observability.masking import masked_line
from ivr.telephony.twilio.sms import Outbox
from models.call import Sms
from models.notice import Notice
from tests.ivr.web.test_webhooks import action
from tests.support.world import play

NUMBER, BIRTH, PHONE = "7921742180", "19750812", "13912345678"
NOTICE = [
    "/4", "我叫王小明", "/1", "王小明，机床厂", "/20261001", "/1", "马路上", "在家摔伤", "/1",
    "瑞金医院", "/2", f"/{PHONE}", "/1", "/1", "再见",
]  # fmt: skip
"""By keys and by voice, up to the reference number."""
SECRETS = (
    NUMBER,
    "792174",
    BIRTH,
    "1975-08-12",
    PHONE,
    "139123",
    "1111222",
    "王小明",
    "摔伤",
    "八月",
)


def test_a_whole_call_leaves_nothing_of_the_caller_in_the_logs(keypad_hotline, sid, logged):
    answer = keypad_hotline.post("/voice/incoming", sid, From="+8613911112222")
    for keys in ("3", NUMBER, "1", BIRTH, "*"):
        answer = keypad_hotline.post(action(answer), sid, Digits=keys)
    play(keypad_hotline.services.conversations.open(sid), NOTICE)
    keypad_hotline.post("/voice/status", sid, CallStatus="completed")
    with keypad_hotline.services.sessions() as session:
        kept = session.scalars(select(Notice).where(Notice.call_sid == sid)).one()
    assert (kept.person, kept.story, kept.phone) == ("王小明，机床厂", "在家摔伤", PHONE)
    lines = logged()
    assert any(line["event"] == "call" and line["call"] == sid for line in lines)
    assert _found(lines) == []


def test_nor_does_a_call_in_which_everything_breaks(keypad_hotline, sid, logged, monkeypatch):
    fault = f"cannot keep 王小明 {NUMBER} {PHONE} 1975-08-12 在家摔伤"

    def broken(*_: object) -> None:
        raise RuntimeError(fault)

    answer = keypad_hotline.post("/voice/incoming", sid)
    monkeypatch.setattr(keypad_hotline.services.conversations, "answer", broken)
    keypad_hotline.post(action(answer), sid, Digits=NUMBER)
    lines = logged()
    failed = next(line for line in lines if line["event"] == "webhook failed")
    assert failed["call"] == sid
    assert "RuntimeError: cannot keep … # …" in failed["exception"]
    assert "raise RuntimeError(fault)" in failed["exception"]
    assert _found(lines) == []


def test_nor_does_a_statement_the_database_refuses(keypad_hotline, sid, logged):
    with keypad_hotline.services.sessions() as session:
        session.add(Sms(key=sid, call_sid="nobody", phone=PHONE, phone_key="", text="王小明"))
        try:
            session.flush()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged
            structlog.get_logger("ivr.test").error("refused", exc_info=error)
    lines = logged()
    assert "IntegrityError" in lines[-1]["exception"]
    assert _found(lines) == []


def test_a_message_that_cannot_be_sent_is_told_without_number_and_text(keypad_hotline, sid, logged):
    class NoLine:
        def send(self, phone: str, text: str) -> None:
            raise TwilioException(f"{phone} is not reachable: {text}")

    keypad_hotline.post("/voice/incoming", sid)
    with keypad_hotline.services.sessions.begin() as session:
        session.add(Sms(key=f"{sid}/9", call_sid=sid, phone=PHONE, phone_key="", text="王小明"))
    Outbox(keypad_hotline.services.sessions, NoLine()).send_queued()
    lines = logged()
    assert [line["event"] for line in lines][-1] == "message not sent"
    assert _found(lines) == []


def test_libraries_write_to_the_same_log_and_twilios_tells_no_bodies(logged):
    logging.getLogger("speech.asr").info("heard %s at %d", "七九二幺七四", 13912345678)
    logging.getLogger("twilio.http_client").info("Data: To=%s", PHONE)
    assert [(line["event"], line["logger"]) for line in logged()] == [
        ("heard … at #", "speech.asr")
    ]


def test_every_line_of_a_webhook_names_the_call_and_no_other_line_does(keypad_hotline, sid, logged):
    keypad_hotline.post("/voice/incoming", sid)
    log = structlog.get_logger("ivr.test")
    log.info("between")
    forged = {"CallSid": "CA\n" + "0" * 31}
    keypad_hotline.client.post("/voice/incoming", data=forged)
    by_event = {line["event"]: line.get("call") for line in logged()}
    assert by_event == {"call": sid, "between": None, "forged or misdirected webhook": None}


@pytest.mark.parametrize(
    ("form", "terminal", "as_json"),
    [("json", True, True), ("text", False, False), ("auto", True, False), ("auto", False, True)],
)
def test_people_read_text_and_machines_json(logged, request, form, terminal, as_json):
    capsys, monkeypatch = map(request.getfixturevalue, ("capsys", "monkeypatch"))
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    logs.configure(form)
    structlog.get_logger("ivr.test").info("hello", call="CA1")
    line = capsys.readouterr().err
    assert line.startswith("{") == as_json
    assert "hello" in line


def test_the_level_is_a_setting(capsys, logged):
    logs.configure("json", "warning")
    structlog.get_logger("ivr.test").info("of no matter")
    structlog.get_logger("ivr.test").warning("of matter")
    assert "of no matter" not in capsys.readouterr().err


def test_warnings_and_errors_are_counted_by_what_they_say(logged):
    def count(event: str) -> float:
        return metrics.log_events.labels("warning", event)._value.get()

    before = count("odd thing"), count("library urllib3")
    structlog.get_logger("ivr.test").warning("odd thing", call="CA1")
    logging.getLogger("urllib3.pool").warning("retrying %s", "https://a.example/13912345678")
    assert (count("odd thing"), count("library urllib3")) == (before[0] + 1, before[1] + 1)
    assert len(logged()) == 2


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("call CA0123456789abcdef0123456789abcdef: entry 3", None),
        ("port 8000, 3 of 12 rows", None),
        ("+86 139 1234 5678", "#"),
        ("born 1975-08-12.", "born #."),
        ("he said '大病' twice", "he said '…' twice"),
        ("member 792174218０", "member #"),
    ],
)
def test_a_line_keeps_ids_and_small_numbers(written, kept):
    assert masked_line(written) == (kept or written)


def _found(lines: list[dict]) -> list[str]:
    """Which secrets the lines hold, the ids of calls aside."""
    text = "\n".join(
        str(value)
        for line in lines
        for name, value in line.items()
        if name not in ("call", "timestamp")
    )
    return [secret for secret in SECRETS if secret in text]
