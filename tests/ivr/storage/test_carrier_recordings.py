"""Keyed calls are recorded by the carrier: what it recorded comes here, sealed, and goes there.

The carrier is the simulator's stand-in for Twilio's REST; webhooks are signed as Twilio signs.
"""

import io
import re
import uuid
import wave
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from ivr.storage.carrier_recordings import (
    EXPECTED_SECONDS,
    GIVE_UP_SECONDS,
    RETRY_SECONDS,
    PendingRecordings,
)
from ivr.telephony.twilio.recordings_api import AccountRecordings
from models.call import Callback
from models.notice import Notice
from simulator.recordings import RecordingHost
from tests.ivr.web.test_webhooks import action, said, verbs
from tests.support.hotlines import CALLER, TOKEN, RunningHotline

ACCOUNT = "AC" + "1" * 32
SOUND = b"\x7f\x3c" * 4000


class Carrier:
    """The stand-in, one keyed call, and what the carrier does with it."""

    def __init__(self, hotline: RunningHotline) -> None:
        self.host = RecordingHost(ACCOUNT, TOKEN, delay=0.0)
        self.sid = "CA" + uuid.uuid4().hex
        self.awaited = PendingRecordings(
            hotline.settings.var / "awaited",
            hotline.services.vault,
            hotline.services.recordings,
            AccountRecordings(ACCOUNT, TOKEN, self.host.origin),
            clock=lambda: self.now,
        )
        self.hotline = hotline.with_parts(pending_recordings=self.awaited)
        self.recordings = hotline.services.recordings
        self.now = 1000.0
        self.answer = self.hotline.post("/voice/incoming", self.sid)

    def keys(self, *all_keys: str) -> "Carrier":
        for keys in all_keys:
            self.answer = self.hotline.post(action(self.answer), self.sid, Digits=keys)
        return self

    def records(self, digits: str = "#") -> tuple[str, dict[str, str]]:
        """The caller speaks after the beep; where and what the carrier will tell of it."""
        assert "Record" in verbs(self.answer)
        callback = re.search(r'recordingStatusCallback="https://[^/]+([^"]+)"', self.answer.text)
        name = "RE" + uuid.uuid4().hex
        told = {"RecordingSid": name, "RecordingUrl": self.host.add(name, SOUND)}
        form = {**told, "Digits": digits}
        self.answer = self.hotline.post(action(self.answer), self.sid, **form)
        return callback[1], {**told, "RecordingStatus": "completed"}

    def tells(self, where: str, what: dict[str, str]) -> int:
        return self.hotline.post(where, self.sid, **what).status_code

    def row(self, table: type):
        with self.hotline.services.sessions() as session:
            return session.scalars(select(table).where(table.call_sid == self.sid)).one()

    def waiting(self) -> list[str]:
        """Endings of the files that keep recordings of this call in mind."""
        folder = self.hotline.settings.var / "awaited"
        return [path.suffix for path in folder.glob(f"{self.sid}*")]


@pytest.fixture(scope="module")
def hotline(tmp_path_factory) -> Iterator[RunningHotline]:
    built = RunningHotline(tmp_path_factory.mktemp("carrier"), None, twilio_account_sid=ACCOUNT)
    yield built
    built.services.close()


@pytest.fixture
def carrier(hotline) -> Iterator[Carrier]:
    carrier = Carrier(hotline)
    with carrier.host:
        yield carrier
        carrier.host._files.clear()  # it would wait for what nobody fetched


def test_a_message_left_by_keypad_comes_home_sealed_and_is_deleted_there(carrier, hotline):
    told = carrier.keys("0", "1").records()
    assert carrier.row(Callback).recording in {f"{carrier.sid}/{n}" for n in expected(told)}
    assert carrier.tells(*told) == 204
    carrier.awaited.step()
    assert carrier.host.held == []
    (path,) = carrier.recordings.of(carrier.sid)
    assert path == carrier.row(Callback).recording
    assert b"WAVEfmt " not in (hotline.settings.var / "recordings" / path).read_bytes()
    with wave.open(io.BytesIO(carrier.recordings.read(path))) as file:
        assert file.getnframes() == len(SOUND)
    assert carrier.waiting() == []


def expected(told: tuple[str, dict[str, str]]) -> list[str]:
    """The file's name begins with the entry of the log it became: so the console finds it."""
    turn = int(told[0].partition("turn=")[2])
    return [f"{turn:03}-{told[1]['RecordingSid']}.wav.sealed"]


def test_told_twice_even_when_it_is_home_changes_nothing(carrier):
    told = carrier.keys("0", "1").records()
    for _ in range(2):
        carrier.tells(*told)
    carrier.awaited.step()
    before = carrier.recordings.of(carrier.sid)
    assert carrier.tells(*told) == 204
    carrier.awaited.step()
    assert carrier.recordings.of(carrier.sid) == before
    assert len(before) == 1


def test_a_carrier_that_fails_is_asked_again_later(carrier, monkeypatch):
    told = carrier.keys("0", "1").records()
    carrier.tells(*told)
    with monkeypatch.context() as line:
        line.setattr(AccountRecordings, "get", _no_line)
        carrier.awaited.step()
    carrier.awaited.step()  # too early: it is left alone for a while
    assert carrier.recordings.of(carrier.sid) == []
    assert len(carrier.host.held) == 1
    carrier.now += RETRY_SECONDS
    carrier.awaited.step()
    assert len(carrier.recordings.of(carrier.sid)) == 1
    assert carrier.host.held == []


def _no_line(*_: object) -> bytes:
    raise OSError("no line")


@pytest.mark.parametrize("content", [b"", b"<html>busy</html>"])
def test_what_is_no_recording_does_not_replace_one(carrier, content):
    told = carrier.keys("0", "1").records()
    carrier.tells(*told)
    ((resource, (ready, wav)),) = carrier.host._files.items()
    carrier.host._files[resource] = (ready, content)
    carrier.awaited.step()
    assert len(carrier.host.held) == 1, "nothing is deleted that was not kept"
    carrier.host._files[resource] = (ready, wav)
    carrier.now += RETRY_SECONDS
    carrier.awaited.step()
    assert len(carrier.recordings.of(carrier.sid)) == 1


def test_a_worker_that_died_between_keeping_and_deleting_is_made_up_for(carrier, monkeypatch):
    told = carrier.keys("0", "1").records()
    carrier.tells(*told)
    with monkeypatch.context() as line:
        line.setattr(AccountRecordings, "delete", _no_line)
        carrier.awaited.step()
    assert len(carrier.host.held) == len(carrier.recordings.of(carrier.sid)) == 1
    carrier.now += RETRY_SECONDS
    carrier.awaited.step()
    assert carrier.host.held == []
    assert len(carrier.recordings.of(carrier.sid)) == 1


def test_a_disk_that_is_full_leaves_it_with_the_carrier(carrier, monkeypatch):
    carrier.keys("0", "1")
    with monkeypatch.context() as disk:
        disk.setattr("ivr.storage.carrier_recordings.write_atomically", _no_line)
        told = carrier.records()
        assert carrier.tells(*told) == 503
    carrier.tells(*told)
    with monkeypatch.context() as disk:
        disk.setattr("ivr.storage.recordings.write_atomically", _no_line)
        carrier.awaited.step()
    assert len(carrier.host.held) == 1
    carrier.now += RETRY_SECONDS
    carrier.awaited.step()
    assert len(carrier.recordings.of(carrier.sid)) == 1


def test_what_the_carrier_never_has_is_set_aside_after_a_week(carrier):
    told = carrier.keys("0", "1").records()
    carrier.tells(*told)
    carrier.host._files.clear()
    carrier.awaited.step()
    assert carrier.waiting() == [".due"]
    carrier.now = 2e9 + GIVE_UP_SECONDS
    carrier.awaited.step()
    assert carrier.waiting() == [".lost"]


def test_two_key_refuses_the_recording_and_passes_the_question_over(carrier):
    """An accident notice by keys: refused at the second recorded question, it still goes on."""
    carrier.keys("4")
    reporter = carrier.records()
    carrier.tells(*reporter)
    carrier.awaited.step()
    assert len(carrier.recordings.of(carrier.sid)) == 1
    carrier.keys("1")  # the number is not known
    assert "不想录音，请按2" in said(carrier.answer)
    name = carrier.records(digits="2")
    assert "这次通话不录音了，刚才录的也已经删除" in said(carrier.answer)
    assert "我只记文字" not in said(carrier.answer)
    carrier.tells(*name)
    carrier.awaited.step()
    assert carrier.recordings.of(carrier.sid) == []
    assert carrier.host.held == [], "the carrier's copy goes too, unheard"
    carrier.keys("20261122", "1")
    assert verbs(carrier.answer) == ["Gather"], "nothing is recorded any more"
    carrier.keys("2", "2", "1", "2")  # where, what; injured; hospital
    assert "不录音了" not in said(carrier.answer), "said once"
    carrier.keys("1", "1")
    assert "登记好了" in said(carrier.answer)
    notice = carrier.row(Notice)
    assert (notice.status, notice.outcome) == ("complete", "injured")
    assert (notice.reporter_recording, notice.story_recording) == ("", "")


def test_a_refusal_before_the_carrier_has_told_is_honoured(carrier):
    told = carrier.keys("4").records()
    carrier.keys("1").records(digits="2")
    carrier.tells(*told)
    carrier.awaited.step()
    assert carrier.recordings.of(carrier.sid) == []
    assert told[1]["RecordingSid"] not in carrier.host.held


@pytest.mark.parametrize(
    "form", [{}, {"RecordingStatus": "absent"}, {"RecordingStatus": "completed"}]
)
def test_a_callback_without_a_recording_is_taken_calmly(carrier, form):
    assert carrier.tells("/voice/recorded?turn=x", form) == 204
    assert carrier.waiting() == []


def test_a_forged_callback_is_refused(carrier):
    form = {"CallSid": carrier.sid, "RecordingUrl": "https://evil.example/RE1"}
    assert carrier.hotline.client.post("/voice/recorded", data=form).status_code == 403
    assert carrier.waiting() == []


def test_without_signatures_our_token_is_shown_to_nobody(tmp_path):
    trial = RunningHotline(
        tmp_path,
        None,
        twilio_account_sid=ACCOUNT,
        check_signatures=False,
        public_url="http://localhost:8000",
    )
    assert trial.services.pending_recordings._carrier is None
    form = {"CallSid": "CA" + "0" * 32, "From": CALLER, "RecordingStatus": "completed"}
    form["RecordingUrl"] = "https://evil.example/RE1"
    assert trial.client.post("/voice/recorded?turn=3", data=form).status_code == 204
    trial.services.pending_recordings.step()
    assert len(list((tmp_path / "awaited").glob("*.due"))) == 1, "kept in mind all the same"
    trial.services.close()


def test_a_recording_whose_announcement_is_lost_is_fetched_all_the_same(carrier):
    """No server was up when the carrier announced it; that it exists, the keys' webhook said."""
    told = carrier.keys("4").records()
    carrier.awaited.step()
    assert len(carrier.host.held) == 1, "the carrier may need time to have it"
    carrier.now += EXPECTED_SECONDS
    carrier.awaited.step()
    (path,) = carrier.recordings.of(carrier.sid)
    assert path == carrier.row(Notice).reporter_recording
    assert path in {f"{carrier.sid}/{name}" for name in expected(told)}
    assert carrier.host.held == []


def test_an_announcement_makes_it_due_at_once_whichever_came_first(carrier):
    told = carrier.keys("4").records()
    assert carrier.tells(*told) == 204
    carrier.awaited.step()
    assert carrier.host.held == []
    assert carrier.waiting() == []


def test_a_keyed_answer_is_taken_though_the_disk_is_full(carrier, monkeypatch):
    with monkeypatch.context() as disk:
        disk.setattr("ivr.storage.carrier_recordings.write_atomically", _no_line)
        told = carrier.keys("4").records()
    assert "Record" in verbs(carrier.answer) or "Gather" in verbs(carrier.answer)
    assert carrier.tells(*told) == 204
    carrier.awaited.step()
    assert len(carrier.recordings.of(carrier.sid)) == 1
