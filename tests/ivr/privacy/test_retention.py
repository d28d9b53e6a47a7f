"""What goes when its time is over, and what stays as long as something needs it."""

import os
from datetime import timedelta

import pytest

from ivr.config.settings import Settings
from ivr.dialog.lookups import FindMember
from ivr.dialog.saves import SendAnswer
from ivr.privacy.retention import RetentionLimits, purge
from kb.contract import Meaning
from models.audit import Audit
from models.base import utc_now
from models.call import Call, Callback, LogEntry, Sms
from models.notice import Notice
from models.question import Question
from models.staff import NoticeNote, StaffAction
from tests.support.scripts import NOTICE
from tests.support.world import play

SETTINGS = Settings(check_signatures=False)


def run(desk, days: int, dry_run: bool = False) -> dict[str, int]:
    """Purge as it would be `days` from now."""
    later = RetentionLimits.of(SETTINGS, utc_now() + timedelta(days=days))
    with desk.records.store.database.session() as session:
        return purge(session, desk.records.recordings, later, dry_run=dry_run)


@pytest.fixture
def used(desk):
    """A call with a notice, a look-up, a message, a call-back and two recordings."""
    desk.call("CA2")
    play(desk.records.conversations.open("CA2"), NOTICE)
    desk.records.calls.ended("CA2", "hung_up")
    desk.does(FindMember("7921742180", "1975-08-12"))
    desk.does(SendAnswer(Meaning("t")))
    for sid in ("CA1", "CA2"):
        desk.records.recordings.keep(sid, 1, b"\0\0")
    desk.records.calls.ended("CA1", "completed")
    with desk.records.store.database.session() as session:
        session.add(StaffAction(name="wang", action="call seen", subject="CA1"))
    return desk


def test_nothing_goes_before_its_time(used):
    assert not any(run(used, 80).values())


def test_a_dry_run_counts_and_deletes_nothing(used):
    assert run(used, 100, dry_run=True)["messages"] == 1
    assert len(used.all(Sms)) == 1


def test_messages_go_first(used):
    assert run(used, 100)["messages"] == 1
    assert used.all(Sms) == []
    assert len(used.all(LogEntry)) > 10


def test_calls_go_and_those_with_a_notice_keep_their_row_but_not_their_log(used):
    counts = run(used, 200)
    assert counts["calls"] == 1
    assert used.all(LogEntry) == []
    assert [c.sid for c in used.all(Call)] == ["CA2"]
    assert len(used.all(Notice)) == len(used.all(Callback)) == 1


def test_in_the_end_everything_goes(used):
    run(used, 1100)
    everything = (Call, LogEntry, Question, Notice, Callback, Sms, Audit, StaffAction)
    assert [used.all(t) for t in everything] == [[]] * len(everything)


def test_what_staff_did_is_kept_as_long_as_the_audit(used):
    assert run(used, 1090)["staff actions"] == 0
    assert run(used, 1100, dry_run=True)["staff actions"] == 1
    assert len(used.all(StaffAction)) == 1
    assert run(used, 1100)["staff actions"] == 1


def test_a_note_of_staff_goes_with_its_notice(used):
    with used.records.store.database.session() as session:
        session.add(NoticeNote(notice_id=used.all(Notice)[0].id, name="wang", text="已联系"))
    run(used, 1100)
    assert used.all(NoticeNote) == []


def test_recordings_stay_with_their_notice(used):
    folder = used.folder / "recordings"
    for sid in ("CA1", "CA2"):
        os.utime(folder / sid, (0, 0))
    assert run(used, 0)["recordings"] == 1
    assert used.records.recordings.of("CA1") == []
    assert len(used.records.recordings.of("CA2")) == 1
