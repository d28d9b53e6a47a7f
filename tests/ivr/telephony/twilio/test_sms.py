"""Text messages: each sent once, whoever sends."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from twilio.base.exceptions import TwilioException

from ivr.dialog.saves import SendAnswer
from ivr.telephony.twilio.sms import Outbox
from kb.contract import Meaning
from models.base import connect, sessions, utc_now
from models.call import Sms


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
