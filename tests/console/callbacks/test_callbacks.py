"""Calling those back who were promised a call."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select, update

from ivr.observability.metrics_records import _QUERIES
from models.base import utc_now
from models.call import Callback
from models.staff import StaffAction
from tests.support.callers import make_call
from tests.support.staff import Person, RunningHotline, add_person, new_hotline

PHONE = "13900002222"


@pytest.fixture
def office(tmp_path) -> RunningHotline:
    return new_hotline(tmp_path)


@pytest.fixture
def clerk(office) -> Person:
    return add_person(office, "operator")


def promise(hotline: RunningHotline, hours_ago: int, reason: str = "asked", **told: str) -> str:
    sid = make_call(hotline)
    at = utc_now() - timedelta(hours=hours_ago)
    told = {"phone": PHONE, **told}
    with hotline.services.sessions.begin() as session:
        session.add(Callback(call_sid=sid, reason=reason, created_at=at, **told))
    return sid


def listed(page: str) -> list[str]:
    return re.findall(r'href="/console/calls/(CA\w+)"', page)


def counted(hotline: RunningHotline) -> int:
    with hotline.services.sessions() as session:
        return session.execute(_QUERIES["callbacks_new"]).one()[0]


def test_who_waits_longest_comes_first_with_the_reason_in_words(office, clerk):
    assert "没有人在等回电" in clerk.get("/callbacks").text
    short, long = promise(office, 1, "crowded"), promise(office, 30, text="想问<补卡>", phone="")
    page = clerk.get("/callbacks").text
    assert listed(page) == [long, short]
    assert "线路忙" in page
    assert "想问&lt;补卡&gt;" in page
    assert page.count(f">{PHONE}<") == 1
    assert page.count("/call-back") == 1, "nobody can be rung without a number"


def test_one_settled_by_mistake_waits_again_at_its_old_place(office, clerk):
    sid, other = promise(office, 30), promise(office, 2)
    clerk.post(f"/callbacks/{sid}/done")
    assert counted(office) == 1
    clerk.post(f"/callbacks/{sid}/reopen")
    assert listed(clerk.get("/callbacks").text) == [sid, other]
    assert counted(office) == 2
    assert clerk.logged()[-1] == ("callback reopened", sid)
    assert clerk.post("/callbacks/CAnobody/reopen").status_code == 404


def test_undoing_brings_back_all_promises_that_were_settled_together(office, clerk):
    key = {"phone_key": "one person"}
    sid, other = promise(office, 30, **key), promise(office, 2, **key)
    stranger = promise(office, 1, phone_key="another")
    clerk.post(f"/callbacks/{stranger}/done")
    clerk.post(f"/callbacks/{sid}/done")
    undo = re.search(
        rf'action="(/console/callbacks/{sid}/reopen[^"]*)"', clerk.get("/callbacks").text
    )
    assert other in undo[1]
    clerk.post(f"{unescape(undo[1]).removeprefix('/console')}&together={stranger}")
    assert counted(office) == 2, "but nobody else's"
    assert "同一号码还有 1 次" in clerk.get("/callbacks").text


def test_that_somebody_was_rung_is_no_main_button(office, clerk):
    sid = promise(office, 1)
    page = clerk.get("/callbacks").text
    settles = page.partition(f'action="/console/callbacks/{sid}/done"')[2].partition("</form>")[0]
    assert "已回电" in settles
    assert 'class="main"' not in settles


def test_a_settled_call_back_moves_below_and_rings_no_alert(office, clerk):
    sid, other = promise(office, 30), promise(office, 2)
    assert counted(office) == 2
    clerk.post(f"/callbacks/{sid}/done")
    page = clerk.get("/callbacks").text
    assert "已记为已回电" in page
    assert listed(page) == [other, sid]
    assert clerk.name in page.partition("最近 7 天已回电")[2]
    assert counted(office) == 1
    assert clerk.logged()[-1] == ("callback settled", sid)


def test_settled_twice_is_settled_once_and_says_so(office, clerk):
    sid = promise(office, 3)
    clerk.post(f"/callbacks/{sid}/done")
    other = add_person(office, "operator")
    other.post(f"/callbacks/{sid}/done")
    assert "之前已经记过了" in other.get("/callbacks").text
    assert "callback settled" not in [action for action, _ in other.logged()]


def test_after_a_week_it_is_gone_from_the_page(office, clerk):
    sid = promise(office, 300)
    clerk.post(f"/callbacks/{sid}/done")
    with office.services.sessions.begin() as session:
        session.execute(update(StaffAction).values(at=utc_now() - timedelta(days=8)))
    assert listed(clerk.get("/callbacks").text) == []


def test_one_click_rings_and_leaves_it_open(office, clerk):
    sid = promise(office, 1)
    clerk.post(f"/callbacks/{sid}/call-back")
    page = clerk.get("/callbacks").text
    assert "模拟回电" in page
    assert counted(office) == 1
    assert ("callback rung", sid) in clerk.logged()


def test_not_without_the_right_a_token_or_a_call_back(office, clerk):
    sid, silent = promise(office, 1), promise(office, 1, phone="")
    editor = add_person(office, "editor")
    assert editor.get("/callbacks").status_code == 403
    assert editor.post(f"/callbacks/{sid}/done").status_code == 403
    assert clerk.client.post(f"/console/callbacks/{sid}/done").status_code == 400
    assert clerk.client.get(f"/console/callbacks/{sid}/done").status_code == 404, "only by form"
    assert clerk.post("/callbacks/CAnone/done").status_code == 404
    assert clerk.post(f"/callbacks/{silent}/call-back").status_code == 404
    with office.services.sessions() as session:
        assert session.scalar(select(func.count()).where(Callback.status == "new")) == 2


def test_the_number_is_rung_by_one_press_of_any_telephone(office, clerk):
    promise(office, 1)
    assert f'href="tel:{PHONE}"' in clerk.get("/callbacks").text
