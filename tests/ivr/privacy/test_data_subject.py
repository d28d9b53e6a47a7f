"""One person's data: shown in full, erased without trace of whom."""

import json

import pytest

from ivr.privacy.data_subject import DataSubject
from models.audit import Audit
from models.call import Call, Callback, LogEntry, Sms
from models.member import CoveragePeriod, Member
from models.notice import Notice
from tests.support.scripts import BORN, FAREWELL, NOTICE, NUMBER
from tests.support.world import CALLER, play

MEMBER = NUMBER[1:]
STRANGER = "13912345678"


@pytest.fixture
def known(desk):
    """The member looks up the card; a colleague reports an accident of theirs."""
    play(desk.records.conversations.open("CA1"), ["/3", NUMBER, "/1", BORN, "再见"])
    desk.call("CA2", STRANGER)
    play(
        desk.records.conversations.open("CA2"),
        [*NOTICE, "/1", *FAREWELL[:2], "转人工", "!", "/1", "请回电"],
    )
    desk.records.recordings.keep("CA2", 1, b"\0\0")
    return desk


def dossier(desk, do: str, number: str = "", phone: str = ""):
    with desk.records.store.database.session() as session:
        return getattr(DataSubject(session, desk.records.recordings, number, phone), do)()


def test_everything_about_a_member_is_shown(known):
    data = dossier(known, "export", number=MEMBER)
    assert data["members"][0]["name"] == "测试甲"
    assert data["members"][0]["coverage"][0]["plan"] == "A"
    assert data["notices"][0]["story"] == "从梯子上摔下来了"
    assert {a["outcome"] for a in data["audit"]} == {"found"}
    assert len(data["recordings"]) == 1
    assert MEMBER in str(data["turns"])
    json.dumps(data)


def test_everything_of_a_caller_is_shown(known):
    data = dossier(known, "export", phone=STRANGER)
    assert [c["sid"] for c in data["calls"]] == ["CA2"]
    assert data["callbacks"][0]["text"] == "请回电"
    assert data["messages"] != []
    assert data["members"] == []


def test_somebody_else_is_not_shown(known):
    data = dossier(known, "export", number="7920000001", phone="13800009999")
    assert [m["number"] for m in data["members"]] == ["7920000001"]
    assert not any(data[k] for k in data if k != "members")


def test_a_member_is_erased_with_all_that_was_said_of_them(known):
    counts = dossier(known, "erase", number=MEMBER)
    assert (counts["members"], counts["notices"]) == (1, 1)
    assert dossier(known, "export", number=MEMBER)["members"] == []
    assert known.all(Notice) == []
    assert known.all(LogEntry) == [], "both calls named the number"
    assert len(known.all(Member)) == len(known.all(CoveragePeriod)) == 8
    assert known.records.recordings.of("CA2") == []
    assert known.records.recordings.keep("CA2", 2, b"\0\0") == "", "nor comes another home later"


def test_after_an_erasure_the_audit_does_not_tell_whom(known):
    dossier(known, "erase", number=MEMBER)
    left = known.all(Audit)
    assert {a.action for a in left} == {"member status", "person erased"}
    assert all(a.subject == a.subject_key == "" for a in left)


def test_a_caller_is_forgotten_but_the_notice_about_a_member_stays(known):
    dossier(known, "erase", phone=STRANGER)
    (notice,) = known.all(Notice)
    assert (notice.reporter, notice.phone) == ("", "")
    assert (notice.phone_key, notice.phone_end, notice.name_marks) == ("", "", ""), "nor found"
    assert notice.story == "从梯子上摔下来了"
    assert known.all(Callback) == known.all(Sms) == []
    assert [(c.sid, c.caller) for c in known.all(Call)] == [("CA1", CALLER), ("CA2", "")]
