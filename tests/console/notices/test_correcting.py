"""What was misheard is corrected in the notice; what it said before stays; the sheet has the right."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from console.notices import sheet
from models.member import number_key
from models.notice import Notice
from models.staff import NoticeCorrection
from tests.console.notices.test_notices import add_notice
from tests.support.callers import make_call
from tests.support.staff import Person, RunningHotline, add_person, new_hotline

MISHEARD = {
    "reporter": "我销里见过",
    "place": "在普通的工地上",
    "story": "从脚手架伤掉下来",
    "outcome": "injured",
}


@pytest.fixture
def office(tmp_path) -> RunningHotline:
    hotline = new_hotline(tmp_path)
    add_notice(hotline, "30000001", date(2026, 11, 20), **MISHEARD)
    return hotline


@pytest.fixture
def clerk(office) -> Person:
    return add_person(office, "operator")


def notice(hotline: RunningHotline) -> Notice:
    with hotline.services.sessions() as session:
        return session.scalars(select(Notice)).one()


def test_a_misheard_name_is_corrected_and_the_original_is_struck_through(office, clerk):
    clerk.post("/notices/1/correct", field="reporter", text="李建国")
    page = clerk.get("/notices/1").text
    assert notice(office).reporter == "李建国"
    assert "<del>我销里见过</del>" in page
    assert re.search(rf"{clerk.name} 更正 · [^<]*\d\d:\d\d", page)
    assert ("notice corrected", "30000001") in clerk.logged()
    clerk.post("/notices/1/correct", field="reporter", text="李建国，工会干事")
    page = clerk.get("/notices/1").text
    assert page.index("<del>我销里见过</del>") < page.index("<del>李建国</del>"), "each step stays"


def test_the_sheet_is_chinese_whoever_prints_it(office, monkeypatch):
    seen = []
    monkeypatch.setattr("console.notices.views.as_pdf", lambda page: seen.append(page) or b"%PDF")
    clerk = add_person(office, "operator")
    clerk.post("/language", language="en", back="/console/account")
    assert "15 days" in clerk.get("/notices/1").text
    clerk.get("/notices/1/sheet.pdf")
    assert "15天" in seen[0]
    assert "days" not in seen[0]


def test_the_sheet_has_what_is_right_and_says_that_it_was_corrected(clerk, monkeypatch):
    seen = []
    monkeypatch.setattr("console.notices.views.as_pdf", lambda page: seen.append(page) or b"%PDF")
    clerk.post("/notices/1/correct", field="place", text="浦东的工地上")
    clerk.get("/notices/1/sheet.pdf")
    assert "浦东的工地上 ＊" in seen[0]
    assert "普通" not in seen[0]
    assert "由工作人员听录音更正过" in seen[0]


def test_words_for_a_day_not_known_are_told_on_page_and_sheet(office, clerk, monkeypatch):
    seen = []
    monkeypatch.setattr("console.notices.views.as_pdf", lambda page: seen.append(page) or b"%PDF")
    said = "出事日期：大概上个月中旬\n回电号码：没有电话"
    add_notice(office, "30000002", None, phone="", remarks=said, **MISHEARD)
    page = clerk.get("/notices/2").text
    clerk.get("/notices/2/sheet.pdf")
    for told in (page, seen[0]):
        assert "出事日期：大概上个月中旬；回电号码：没有电话" in told
    assert "没有出事日期，按报案日推算" in page
    assert "30000002" in clerk.get("/notices").text
    assert "还说过" not in clerk.get("/notices/1").text, "nothing was said there"


def test_a_corrected_day_moves_the_limits(office, clerk):
    assert "2026-12-05" in clerk.get("/notices").text
    clerk.post("/notices/1/correct", field="accident_date", text="2026/11/10")
    assert "2026-11-25" in clerk.get("/notices").text
    assert notice(office).accident_date == date(2026, 11, 10)


def test_a_corrected_number_is_found_under_the_right_one(office, clerk):
    clerk.post("/notices/1/correct", field="member_number", text="７９２ 000 0001")
    assert notice(office).member_number == "7920000001"
    assert notice(office).member_key == number_key(office.services.vault, "7920000001")
    clerk.post("/notices/1/correct", field="member_number", text="")
    assert notice(office).member_key == ""


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("member_number", "123", "会员编号是 10 位数字"),
        ("phone", "12", "电话要有 7 到 15 位数字"),
        ("phone", "没有电话", "电话要有 7 到 15 位数字"),
        ("accident_date", "上个月", "日期看不懂"),
        ("accident_date", "2026-02-30", "日期看不懂"),
        ("accident_date", "2026-11-25", "不能晚于今天"),
        ("accident_date", "1900-01-01", "不会早于"),
        ("outcome", "dead", "请从列表里选"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_do(office, clerk, field, text, why):
    before = getattr(notice(office), field)
    clerk.post("/notices/1/correct", field=field, text=text)
    assert why in clerk.get("/notices/1").text
    assert getattr(notice(office), field) == before


def test_nothing_else_can_be_written(office, clerk):
    for field in ("reference", "status", "key", "id", "reporter_recording", ""):
        assert clerk.post("/notices/1/correct", field=field, text="x").status_code == 400
    assert (
        add_person(office, "editor").post("/notices/1/correct", field="place", text="x").status_code
        == 403
    )


def test_saving_the_same_changes_nothing(office, clerk):
    clerk.post("/notices/1/correct", field="place", text=MISHEARD["place"])
    with office.services.sessions() as session:
        assert session.scalar(select(func.count()).select_from(NoticeCorrection)) == 0


def test_what_was_corrected_goes_with_the_notice(office, clerk):
    clerk.post("/notices/1/correct", field="reporter", text="李建国")
    with office.services.sessions.begin() as session:
        session.delete(session.get(Notice, 1))
    with office.services.sessions() as session:
        assert session.scalar(select(func.count()).select_from(NoticeCorrection)) == 0


def test_the_sheet_is_still_made(clerk):
    clerk.post("/notices/1/correct", field="place", text="浦东的工地上")
    assert clerk.get("/notices/1/sheet.pdf").data.startswith(b"%PDF")
    assert sheet.STYLE.is_file()


# Whom to ring


def broken_off(hotline: RunningHotline, outcome: str, **told: str) -> str:
    sid = make_call(
        hotline,
        "我要报一个事故",
        outcome=outcome,
        **({"caller": told.pop("caller")} if "caller" in told else {}),
    )
    with hotline.services.sessions.begin() as session:
        for one in session.scalars(select(Notice)):
            one.call_sid = one.last_call_sid = sid
            one.status, one.phone = "incomplete", ""
    return sid


def test_a_broken_off_notice_shows_the_number_the_call_came_from(office, clerk):
    broken_off(office, "hung_up")
    page = clerk.get("/notices/1").text
    assert "回电 +8613800001234" in page
    assert "这是来电号码" in page
    assert re.search(r"没有说完就挂断了", page)
    clerk.post("/notices/1/call-back")
    assert "模拟回电" in clerk.get("/notices/1").text


def test_without_any_number_the_page_says_where_to_look(office, clerk):
    broken_off(office, "hung_up", caller="")
    page = clerk.get("/notices/1").text
    assert "没有可以打的号码" in page
    assert clerk.post("/notices/1/call-back").status_code == 404


def test_somebody_who_is_still_telling_has_not_hung_up(office, clerk):
    broken_off(office, "")
    page = clerk.get("/notices/1").text
    assert "还在电话里说" in page
    assert "挂断了" not in page
    assert "正在报案" in clerk.get("/notices").text
    assert "没说完 0" in clerk.get("/overview").text


def test_what_was_told_to_the_tape_is_not_missing(office, clerk):
    with office.services.sessions.begin() as session:
        one = session.get(Notice, 1)
        one.hospital, one.hospital_recording = "", "CA1/005-x.opus"
    page = clerk.get("/notices/1").text
    assert "见录音" in page
    assert re.search('<audio[^>]+src="/console/calls/CA1/audio/005-x.opus"', page)
    assert page.count("还缺") == 1, "the person"
