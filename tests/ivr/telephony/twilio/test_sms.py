"""Text messages: each sent once, whoever sends."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import update
from twilio.base.exceptions import TwilioException

from ivr.dialog.saves import SendAnswer
from ivr.telephony.twilio import rest
from ivr.telephony.twilio.sms import Outbox, SmsSender, TwilioMessages
from kb.contract import Meaning
from models.base import WRITING, connect, sessions, utc_now
from models.call import Call, Sms


class FakeClient:
    def __init__(self, fails: bool = False) -> None:
        self.sent: list[tuple[str, str]] = []
        self._fails = fails

    def send(self, phone: str, text: str) -> None:
        if self._fails:
            raise TwilioException("no credit")
        self.sent.append((phone, text))


@pytest.fixture
def queued(desk):
    """One message in the outbox."""
    desk.does(SendAnswer(Meaning("t")))
    return desk


def states(desk) -> list[str]:
    return [message.status for message in desk.all(Sms)]


def test_a_message_is_sent_once(queued, engine):
    client = FakeClient()
    for _ in range(2):
        Outbox(sessions(engine), client).send_queued()
    assert client.sent == [("+8613800001234", "短信内容")]
    assert states(queued) == ["sent"]


def test_a_message_that_fails_is_marked_so(queued, engine):
    Outbox(sessions(engine), FakeClient(fails=True)).send_queued()
    assert states(queued) == ["failed"]


def test_what_a_dead_worker_was_sending_is_set_aside_not_sent_again(queued, engine):
    old = utc_now() - timedelta(hours=1)
    with sessions(engine).begin() as session:
        session.execute(update(Sms).values(status="sending", created_at=old))
    client = FakeClient()
    Outbox(sessions(engine), client).send_queued()
    assert client.sent == []
    assert states(queued) == ["unknown"]


def test_a_database_that_is_away_leaves_them_queued(queued, engine, tmp_path):
    nowhere = connect(f"sqlite:///{tmp_path}/empty.db")
    Outbox(sessions(nowhere), FakeClient()).send_queued()
    nowhere.dispose()
    assert states(queued) == ["queued"]


# Twilio cannot be reached, refuses, or hangs


NOBODY_ANSWERS = 0.4
"""Seconds that are waited for whoever never answers."""


def messages(monkeypatch, url: str, seconds: float = 30) -> TwilioMessages:
    """Twilio's own client, sent elsewhere."""
    monkeypatch.setattr(rest, "SECONDS", seconds)
    made = TwilioMessages("AC" + "1" * 32, "token", "+862112351")
    made._client.api.base_url = url
    return made


@contextmanager
def answering(answer: bytes | None) -> Iterator[str]:
    """A server that answers every request so; None: takes it and says nothing; b'': hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                held.append(client)
                client.recv(65536)
                if answer is not None:
                    client.sendall(answer)
                    client.close()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    for one in (listener, *held):
        one.close()


def status(code: int, body: bytes = b'{"code": 1, "message": "no"}') -> bytes:
    head = f"HTTP/1.1 {code} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\nConnection: close\r\n\r\n" + body


CASES = {
    "it sends": (status(201, b'{"sid": "SM1"}'), "sent"),
    "too many": (status(429), "queued"),
    "at rest": (status(503), "queued"),
    "it breaks": (status(500), "unknown"),
    "no such number": (status(400), "failed"),
    "no credit": (status(401), "failed"),
    "it hangs up": (b"", "unknown"),
    "it hangs": (None, "unknown"),
}


@pytest.mark.parametrize(("answer", "state"), CASES.values(), ids=CASES)
def test_what_twilio_does_tells_what_becomes_of_the_message(
    queued, engine, monkeypatch, answer, state
):
    with answering(answer) as url:
        seconds = NOBODY_ANSWERS if answer is None else 30
        Outbox(sessions(engine), messages(monkeypatch, url, seconds)).send_queued()
    assert states(queued) == [state]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "http://twilio.invalid", "http://192.0.2.1", "https://127.0.0.1:1"],
)
def test_an_unreachable_twilio_costs_no_message(queued, engine, monkeypatch, url):
    """Before, they stayed 'sending' and were given up after 15 minutes without a word."""
    outbox = Outbox(sessions(engine), messages(monkeypatch, url, NOBODY_ANSWERS))
    for _ in range(3):
        outbox.send_queued()
        assert states(queued) == ["queued"]
    Outbox(sessions(engine), FakeClient()).send_queued()
    assert states(queued) == ["sent"]


def test_the_database_is_written_to_while_twilio_is_asked(queued, engine):
    """SQLite lets one write at a time: no transaction may be open meanwhile."""

    class Slow(FakeClient):
        def send(self, phone: str, text: str) -> None:
            with sessions(engine).begin() as session:
                session.connection(execution_options=WRITING)
                session.add(Call(sid="CA9"))
            super().send(phone, text)

    Outbox(sessions(engine), Slow()).send_queued()
    assert states(queued) == ["sent"]


def test_the_thread_outlives_whatever_happens_in_it(queued, engine):
    class Broken(FakeClient):
        def send(self, phone: str, text: str) -> None:
            raise RuntimeError("a fault of ours")

    sender = SmsSender(Outbox(sessions(engine), Broken()))
    sender.wake()
    sender._worker.submit(lambda: None).result(60)
    assert states(queued) == ["sending"]


def test_numbers_are_told_to_twilio_in_full(queued, engine, monkeypatch):
    sent = []
    made = messages(monkeypatch, "http://127.0.0.1:1")
    monkeypatch.setattr(
        type(made._client.messages), "create", lambda _self, **given: sent.append(given["to"])
    )
    for phone in ("13800001234", "+8613800001234"):
        made.send(phone, "短信")
    assert sent == ["+8613800001234"] * 2
