"""Calls whose end nobody told, and callers who come back to what they left."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from ivr.dialog.effect import EffectKey
from ivr.dialog.lookups import FindOpenNotice, OpenNotice
from ivr.dialog.saves import KeepNotice, NoticeAnswers, NoticeRef
from ivr.services.services import Records
from ivr.storage.store import FORGET_SECONDS
from models.base import utc_now
from models.call import NOTICE_INCOMPLETE, Call, Callback, LogEntry
from models.notice import Notice
from tests.support.outcome import outcome
from tests.support.scripts import NOTICE
from tests.support.world import CALLER, open_records, play


@pytest.fixture
def records(engine, tmp_path: Path) -> Records:
    (tmp_path / "var").mkdir()
    return open_records(engine, tmp_path / "var")


def hours_ago(records: Records, hours: float, *sids: str) -> None:
    ago = timedelta(hours=hours)
    with records.store.database.session() as session:
        then = utc_now() - ago
        session.execute(update(Call).where(Call.sid.in_(sids)).values(started_at=then))
        session.execute(update(LogEntry).where(LogEntry.call_sid.in_(sids)).values(at=then))


def keep(records: Records, call: str, notice: str = "", status: str = "incomplete", **told: str):
    """Something told for a notice in a call."""
    save = KeepNotice(notice, status, NoticeAnswers(**told))
    ref = records.effects.perform(save, EffectKey(call, f"{len(told)}{notice}"))
    assert isinstance(ref, NoticeRef)
    return ref.notice


def waiting(records: Records) -> list[tuple[str, str]]:
    with records.store.database.reading() as session:
        new = select(Callback.call_sid, Callback.reason).where(Callback.status == "new")
        return [tuple(row) for row in session.execute(new.order_by(Callback.call_sid))]


def test_a_call_that_never_told_its_end_is_closed_and_its_notice_called_back(records):
    """No server was up when Twilio told that the call was over."""
    records.calls.announce("CA1", CALLER, "12351")
    play(records.conversations.open("CA1"), NOTICE[:7])
    records.calls.announce("CA2", CALLER, "12351")
    hours_ago(records, FORGET_SECONDS / 3600 + 1, "CA1")
    assert records.calls.end_silent() == 1
    assert outcome(records)["calls"] == [("ended", "hung_up"), ("active", "")]
    assert waiting(records) == [("CA1", NOTICE_INCOMPLETE)]
    assert records.calls.end_silent() == 0


@pytest.mark.parametrize("hours", [0.0, 1.0, FORGET_SECONDS / 3600 - 0.1])
def test_a_call_that_may_go_on_is_left_alone(records, hours):
    records.calls.announce("CA1", CALLER, "12351")
    play(records.conversations.open("CA1"), NOTICE[:2])
    hours_ago(records, hours, "CA1")
    assert records.calls.end_silent() == 0


def test_a_long_call_in_which_somebody_spoke_just_now_goes_on(records):
    records.calls.announce("CA1", CALLER, "12351")
    hours_ago(records, 10, "CA1")
    play(records.conversations.open("CA1"), NOTICE[:2])
    assert records.calls.end_silent() == 0


def test_who_comes_back_and_completes_the_notice_is_not_rung(records):
    for sid in ("CA1", "CA2", "CA3"):
        records.calls.announce(sid, CALLER, "12351")
    name = keep(records, "CA1", reporter="王芳")
    records.calls.ended("CA1", "hung_up")
    assert waiting(records) == [("CA1", NOTICE_INCOMPLETE)]
    keep(records, "CA2", name, place="车间")
    assert waiting(records) == [], "the caller is on the line"
    records.calls.ended("CA2", "hung_up")
    assert waiting(records) == [("CA2", NOTICE_INCOMPLETE)]
    keep(records, "CA3", name, "complete", person="李四", phone="13800001234")
    records.calls.ended("CA3", "completed")
    assert waiting(records) == []


def test_a_call_back_for_another_reason_stays(records):
    records.calls.announce("CA1", CALLER, "12351")
    name = keep(records, "CA1", reporter="王芳")
    with records.store.database.session() as session:
        session.add(Callback(call_sid="CA1", phone=CALLER, reason="operator"))
    records.calls.ended("CA1", "hung_up")
    records.calls.announce("CA2", CALLER, "12351")
    keep(records, "CA2", name, "complete")
    assert waiting(records) == [("CA1", "operator")]


@pytest.mark.parametrize("field", ["reporter", "person", "place", "story", "hospital"])
def test_a_notice_told_by_keys_is_gone_on_with(records, field):
    """Its answers are recordings: before, only words counted."""
    records.calls.announce("CA1", CALLER, "12351")
    keep(records, "CA1", **{f"{field}_recording": "CA1/003-RE1.wav.sealed"})
    records.calls.ended("CA1", "hung_up")
    records.calls.announce("CA2", CALLER, "12351")
    found = records.effects.perform(FindOpenNotice(), EffectKey("CA2", "1"))
    assert isinstance(found, OpenNotice)
    assert found.has == (field,)
    with records.store.database.reading() as session:
        assert session.scalars(select(Notice)).one().call_sid == "CA1"
