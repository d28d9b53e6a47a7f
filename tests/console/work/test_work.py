"""What waits for an office, in one list: what is most pressing first, claimed, tried, undone."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from models.base import utc_now
from models.call import Callback, phone_key
from models.notice import Notice
from tests.console.notices.test_notices import add_notice
from tests.support.callers import make_call, said
from tests.support.staff import Person, RunningHotline, add_person, new_hotline


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> RunningHotline:
    """Overdue, broken off, in time; one in danger; two promises to one number, one to another."""
    hotline = new_hotline(tmp_path_factory.mktemp("work"))
    add_notice(hotline, "10000001", date(2026, 11, 1), phone="13900001111")
    add_notice(hotline, "10000002", date(2026, 11, 22), phone="13900001112")
    add_notice(hotline, "10000003", date(2026, 11, 22), phone="13900001113", status="incomplete")
    make_call(hotline, said("救命啊", 0.9), caller="+8613811110000")
    promise(hotline, "13900002222", 30)
    promise(hotline, "13900002222", 2, "crowded")
    promise(hotline, "13900003333", 10)
    return hotline


@pytest.fixture
def clerk(office) -> Person:
    return add_person(office, "operator")


def promise(hotline: RunningHotline, phone: str, hours_ago: int, reason: str = "asked") -> str:
    sid = make_call(hotline, caller=f"+86{phone}")
    at = utc_now() - timedelta(hours=hours_ago)
    key = phone_key(hotline.services.vault, phone)
    with hotline.services.sessions.begin() as session:
        session.add(
            Callback(call_sid=sid, phone=phone, phone_key=key, reason=reason, created_at=at)
        )
    return sid


def rows(page: str) -> list[str]:
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def of(page: str, words: str) -> str:
    return next((row for row in rows(page) if words in row), "")


def address(row: str, step: str) -> str:
    sid = re.search(r"/console/callbacks/(\w+)/done", row)[1]
    return f"/callbacks/{sid}/{step}"


def test_the_most_pressing_comes_first(clerk):
    told = rows(clerk.get("/work").text)
    signs = ("紧急来电", "10000003", "10000001", "13900002222", "13900003333", "10000002")
    assert [next(s for s in signs if s in row) for row in told] == list(signs)


def test_two_promises_to_one_number_are_one_person(clerk):
    assert "同一号码还有 1 次" in of(clerk.get("/work").text, "13900002222")


def test_the_menu_tells_how_much_waits(office, clerk):
    page = clerk.get("/account").text
    assert "<title>(6)" in page, "three notices and three promises"
    assert "3 件在等" in page
    assert "<title>(" not in add_person(office, "editor").get("/account").text


def test_who_claims_it_is_seen_by_others_and_nobody_else_rings(office, clerk):
    row = of(clerk.get("/work").text, "13900003333")
    clerk.post(address(row, "claim"), back="/console/work")
    other = add_person(office, "operator")
    assert of(other.get("/work").text, "13900003333") == "", "it is somebody's"
    assert f"{clerk.name} 在办" in of(other.get("/work", whose="all").text, "13900003333")
    other.post(address(row, "call-back"))
    assert f"{clerk.name} 已经认领了这个回电" in other.get("/work").text
    assert ("callback rung", address(row, "claim").split("/")[2]) not in other.logged()
    assert of(clerk.get("/work", whose="mine").text, "13900003333")
    clerk.post(address(row, "release"))
    assert of(other.get("/work").text, "13900003333")


def test_who_was_not_reached_waits_on_with_the_attempts(clerk):
    row = of(clerk.get("/work").text, "13900003333")
    for _ in range(2):
        answer = clerk.post(address(row, "missed"), back="/console/work?whose=all")
    assert answer.location == "/console/work?whose=all"
    assert "打过 2 次" in of(clerk.get("/callbacks").text, "13900003333")
    clerk.post(address(row, "release"))


def test_one_press_settles_all_of_a_person_and_is_undone_by_another(office, clerk):
    row = of(clerk.get("/work").text, "13900002222")
    clerk.post(address(row, "done"), back="/console/work")
    page = clerk.get("/work").text
    assert of(page, "13900002222") == ""
    undo = re.search(r'<form method="post" action="/console(/callbacks/\w+/reopen[^"]*)"', page)[1]
    clerk.post(unescape(undo), back="/console/work")
    assert of(clerk.get("/work").text, "13900002222")


def test_a_notice_is_claimed_from_the_list(clerk):
    clerk.post("/notices/1/assign", assignee=clerk.name, back="/console/work")
    assert "放回" in of(clerk.get("/work", whose="mine").text, "10000001")
    clerk.post("/notices/1/assign", assignee="", back="/console/work")


def test_somebody_who_broke_off_is_one_task_until_the_notice_is_told(office, clerk):
    with office.services.sessions.begin() as session:
        notice = session.get(Notice, 3)
        told = {"phone": "13900001113", "reason": "notice incomplete", "created_at": utc_now()}
        session.add(Callback(call_sid=notice.last_call_sid, **told))
        sid = notice.last_call_sid
    page = clerk.get("/work").text
    assert sum("13900001113" in row for row in rows(page)) == 1
    clerk.post("/notices/3/state", state="called_back")
    with office.services.sessions() as session:
        assert session.get(Callback, sid).status == "done", "nobody rings them twice"


def test_editors_see_questions_and_drafts_and_no_number(office):
    make_call(office, said("红烧肉怎么烧", 0.9), outcome="hung_up")
    page = add_person(office, "editor").get("/work").text
    assert re.search("30 天里没答上的问题 [1-9]", page)
    assert "139000" not in page
