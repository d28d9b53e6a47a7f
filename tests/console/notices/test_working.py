"""Working with notices as an office does: found by what is known, passed on, printed with its history."""

import csv
import io
import re
from datetime import date

import pytest

from models.call import Call
from models.notice import Notice
from models.staff import Staff
from tests.console.notices.test_notices import add_notice, references
from tests.support.members import row, take, write_csv
from tests.support.staff import Person, RunningHotline, add_person, new_hotline


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> RunningHotline:
    folder = tmp_path_factory.mktemp("working")
    hotline = new_hotline(folder)
    take(hotline.services.engine, write_csv(folder / "m.csv", row()))
    told = {"phone": "13900005678", "member_number": "7921742180"}
    add_notice(hotline, "50000001", date(2026, 11, 1), reporter="李建国", **told)
    add_notice(hotline, "50000002", date(2026, 11, 12), person="王小明，示例厂 Lee")
    add_notice(hotline, "50000003", date(2026, 11, 22), status="incomplete")
    return hotline


@pytest.fixture
def clerk(office) -> Person:
    return add_person(office, "operator")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5678", ["50000001"]),
        ("李建国", ["50000001"]),
        ("小明", ["50000002"]),
        ("明小", []),
        ("厂 lee", ["50000002"]),
        ("厂", ["50000002"]),
        ("2180", ["50000001"]),
        ("742180", ["50000001"]),
        ("842180", []),
        ("05678", ["50000001"]),
        ("15678", []),
        ("50000003", ["50000003"]),
        ("0003", ["50000003"]),
        ("139 0000 5678", ["50000001"]),
        ("１３９００００５６７８", ["50000001"]),
        ("没有这个人", []),
        ("%_", []),
    ],
)
def test_a_notice_is_found_by_whatever_is_known_of_it(clerk, typed, found):
    assert references(clerk.get("/notices", text=typed).text) == found


def test_a_search_is_logged_and_names_nobody(clerk):
    clerk.get("/notices", text="李建国")
    assert clerk.logged()[-1] == ("notices searched", "words")


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("over", ["50000001"]),
        ("nearly_over", ["50000002"]),
        ("in_time", ["50000003"]),
        ("incomplete", ["50000003"]),
    ],
)
def test_the_overview_leads_to_the_very_ones_it_counts(clerk, state, found):
    assert f"state={state}" in clerk.get("/overview").text
    assert references(clerk.get("/notices", state=state).text) == found


def test_the_number_it_has_elsewhere_is_kept_found_and_printed(clerk, monkeypatch):
    seen = []
    monkeypatch.setattr("console.notices.views.as_pdf", lambda page: seen.append(page) or b"%PDF")
    clerk.post("/notices/2/reference", text="职保 2026-77")
    assert references(clerk.get("/notices", text="2026-77").text) == ["50000002"]
    clerk.get("/notices/2/sheet.pdf")
    assert "职保 2026-77" in seen[0]


def test_the_sheet_tells_who_did_what_and_uses_the_real_name(office, clerk, monkeypatch):
    seen = []
    monkeypatch.setattr("console.notices.views.as_pdf", lambda page: seen.append(page) or b"%PDF")
    with office.services.sessions.begin() as session:
        staff = session.query(Staff).filter_by(name=clerk.name).one()
        staff.full_name = "王芳"
        session.get(Notice, 1).member_number = "7921742180"
    clerk.post("/notices/1/correct", field="member_number", text="7921742180 ")
    clerk.post("/notices/1/correct", field="member_number", text="")
    clerk.post("/notices/1/correct", field="member_number", text="7921742180")
    clerk.post("/notices/1/assign", assignee=clerk.name)
    clerk.post("/notices/1/note", text="家属明天送材料")
    clerk.post("/notices/1/state", state="called_back")
    page = clerk.get("/notices/1").text
    assert re.search(r"报案状态\s+未处理 → 已回电", page)
    assert "更正报案 会员编号" in page
    assert "按会员资料" in page, "who had the accident is known by the number"
    clerk.get("/notices/1/sheet.pdf")
    for told in ("经办人：王芳", "家属明天送材料", "未处理 → 已回电", "（按会员资料）"):
        assert told in seen[0]


def test_the_paper_is_chinese_whoever_prints_it(clerk, monkeypatch):
    seen = []
    monkeypatch.setattr("console.notices.views.as_pdf", lambda page: seen.append(page) or b"%PDF")
    clerk.post("/language", language="en")
    clerk.get("/notices/1/sheet.pdf")
    assert "报案人" in seen[0]
    assert "Reporter" not in seen[0]
    assert "Their number" in clerk.get("/notices/1").text, "the page itself stays English"


def test_a_broken_off_notice_prints_the_number_to_ring(office, clerk, monkeypatch):
    seen = []
    monkeypatch.setattr("console.notices.views.as_pdf", lambda page: seen.append(page) or b"%PDF")
    clerk.get("/notices/3/sheet.pdf")
    assert "+8613800001234（来电号码）" in seen[0]


def test_a_step_is_taken_back_by_one_press(clerk):
    clerk.post("/notices/2/state", state="forwarded")
    clerk.post("/notices/2/state", state="closed")
    undo = re.search(r'action="/console(/notices/2/state\?state=forwarded)"', _page(clerk))[1]
    clerk.post(undo)
    assert "50000002" in clerk.get("/notices", state="forwarded").text


def _page(clerk: Person) -> str:
    return clerk.get("/notices/2").text


def test_what_was_passed_on_is_not_red_any_more(office, clerk):
    assert "没有说完就挂断了" in clerk.get("/notices/3").text
    clerk.post("/notices/3/state", state="forwarded")
    assert "没有说完就挂断了" not in clerk.get("/notices/3").text


@pytest.mark.parametrize(("language", "head"), [("zh", "报送期限"), ("en", "Society")])
def test_the_list_goes_out_in_the_language_of_the_page_without_names(clerk, language, head):
    clerk.post("/language", language=language)
    file = clerk.get("/notices/export.csv", state="").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert len(rows) == 4
    assert any(head in told for told in rows[0])
    assert "李建国" not in file
    assert "5678" not in file
    with clerk.get("/notices/export.xlsx") as answer:
        assert answer.data[:2] == b"PK"
    assert clerk.get("/notices/export.exe").status_code == 404


def test_the_end_of_a_callers_number_finds_the_calls(office, clerk):
    with office.services.sessions() as session:
        calls = session.query(Call).count()
    page = clerk.get("/calls", text="1234").text
    assert page.count('href="/console/calls/CA') == calls
    assert 'href="/console/calls/CA' not in clerk.get("/calls", text="4321").text


def test_the_menu_counts_what_is_not_sent_yet_whatever_became_of_the_others(office, clerk):
    def shown() -> int:
        page = clerk.get("/notices").text
        return int(
            re.search(
                r'href="/console/notices"[^>]*>事故报案 <span class="badge"[^>]*>(\d+)<', page
            )[1]
        )

    before = shown()
    add_notice(office, "50000077", date(2026, 11, 20), reporter="赵六")
    assert shown() == before + 1
    (number,) = re.findall(r'href="/console/notices/(\d+)">50000077<', clerk.get("/notices").text)
    clerk.post(f"/notices/{number}/assign", assignee=clerk.name)
    assert shown() == before + 1, "one that somebody has is still open"
    clerk.post(f"/notices/{number}/state", state="forwarded")
    assert shown() == before
    work = clerk.get("/work").text
    waits = int(
        re.search(r'href="/console/work"[^>]*>我的工作 <span class="badge"[^>]*>(\d+)<', work)[1]
    )
    assert waits >= before


def test_pages_of_notices_follow_each_other_without_a_gap(office, clerk, monkeypatch):
    whole = references(clerk.get("/notices", state="").text)
    monkeypatch.setattr("console.notices.queue.PAGE", 2)
    pages = [references(clerk.get("/notices", state="", page=n).text) for n in range(3)]
    assert [one for page in pages for one in page] == whole[:6]
    assert all(len(page) <= 2 for page in pages)
