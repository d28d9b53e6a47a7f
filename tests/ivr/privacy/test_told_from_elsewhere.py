"""A person's phone is found and erased wherever and however it was told."""

import pytest

from ivr.privacy.data_subject import DataSubject
from models.call import Call, Callback, phone_key
from models.notice import Notice
from tests.support.world import CALLER

PHONE = "13912345678"
WAYS = ("13912345678", "+8613912345678", "008613912345678", "013912345678", "139 1234 5678")
COLLEAGUE = "+8613700000000"


def dossier(desk, do: str, phone: str):
    with desk.records.store.database.session() as session:
        return getattr(DataSubject(session, desk.records.recordings, "", phone), do)()


@pytest.fixture
def told(desk):
    """From a colleague's phone, with theirs to be called back at; from their own; from a PBX; and
    of somebody else altogether."""
    for sid, caller in (
        ("CA2", COLLEAGUE),
        ("CA3", f"+86{PHONE}"),
        ("CA4", f"sip:0{PHONE}@203.0.113.9"),
        ("CA5", "+266696687"),
    ):
        desk.call(sid, caller)
    path = desk.records.recordings.keep("CA2", 3, b"\0\0")
    desk.keeps("", "complete", "CA2", reporter="王芳", reporter_recording=path, phone=PHONE)
    begun = desk.keeps("", sid="CA1", reporter="李四", phone=CALLER)
    desk.keeps(begun.notice, sid="CA3", story="摔了")
    desk.keeps("", sid="CA4", reporter="王芳")
    desk.keeps("", sid="CA5", reporter="赵六", phone=f"0086{PHONE}")
    desk.keeps("", sid="CA1", reporter="别人", phone=CALLER)
    hidden = phone_key(desk.records.vault, PHONE)
    with desk.records.store.database.session() as session:
        session.add(Callback(call_sid="CA2", phone=PHONE, phone_key=hidden))
    return desk


@pytest.mark.parametrize("way", WAYS)
def test_every_notice_with_the_phone_is_shown_and_forgotten(told, way):
    data = dossier(told, "export", way)
    assert len(data["notices"]) == 4
    assert {c["sid"] for c in data["calls"]} == {"CA3", "CA4"}
    assert len(data["callbacks"]) == 1
    counts = dossier(told, "erase", way)
    assert (counts["reporters"], counts["callbacks"], counts["calls"]) == (4, 1, 2)
    after = dossier(told, "export", way)
    assert {kind: rows for kind, rows in after.items() if rows} == {}
    left = [(n.reporter, n.phone) for n in told.all(Notice)]
    assert sorted(left) == [("", "")] * 4 + [("别人", CALLER)]
    assert told.records.recordings.of("CA2") == []
    assert [c.sid for c in told.all(Call) if c.caller] == ["CA1", "CA2"]


@pytest.mark.parametrize("nobody", ["", "anonymous", "+266696687", "12345"])
def test_what_is_no_number_finds_nobody(told, nobody):
    assert not any(dossier(told, "export", nobody).values())
    counts = dossier(told, "erase", nobody)
    assert not any(counts.values())
