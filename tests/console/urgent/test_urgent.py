"""Danger and despair stand before everything else, until somebody takes care of them."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.call import Callback
from models.question import Handled, Question
from tests.support.browser import chromium, fits, open_page, served, sign_in
from tests.support.callers import make_call, said
from tests.support.hotlines import RunningHotline
from tests.support.servers import wait_until
from tests.support.staff import Person, add_person, new_hotline

PAGES = ("/overview", "/calls", "/notices", "/callbacks")
DANGER = "救命，有人触电了"
DESPAIR = "我不想活了"


@pytest.fixture
def office(tmp_path) -> RunningHotline:
    return new_hotline(tmp_path)


@pytest.fixture
def clerk(office) -> Person:
    return add_person(office, "operator")


def alerted(page: str) -> list[str]:
    """Calls the alert names, in order."""
    alert = re.search(r'<div id="urgent".*?</div>', page, re.DOTALL)
    assert alert, "no alert on the page"
    assert 'role="alert"' in alert[0]
    return re.findall(r'href="/console/calls/(CA\w+)"', alert[0])


@pytest.mark.parametrize("words", [DANGER, DESPAIR])
@pytest.mark.parametrize("page", PAGES)
def test_it_is_the_first_thing_on_every_list(office, clerk, page, words):
    assert alerted(clerk.get(page).text) == []
    urgent = make_call(office, words, outcome="")
    make_call(office, "心梗赔不赔")
    shown = clerk.get(page).text
    assert alerted(shown) == [urgent]
    assert shown.index('id="urgent"') < shown.index("<h1>")
    assert "通话中" in shown


@pytest.mark.parametrize("words", ["心梗赔不赔", "我要报一个事故", "红烧肉怎么烧"])
def test_other_calls_ring_no_alert(office, clerk, words):
    make_call(office, words)
    assert alerted(clerk.get("/overview").text) == []


def test_of_two_who_take_a_call_up_one_is_told_that_the_other_has_it(office, clerk):
    sid = make_call(office, DESPAIR)
    answer = clerk.post(f"/urgent/{sid}/taken-up")
    assert answer.location.endswith(f"/calls/{sid}")
    assert alerted(clerk.get("/calls").text) == []
    assert "情绪危急" in clerk.get("/calls").text, "the list still tells it"
    other = add_person(office, "operator")
    other.post(f"/urgent/{sid}/taken-up")
    assert "已经有人处理" in other.get("/calls").text
    assert clerk.logged()[-1] == ("urgent call taken up", sid)
    with office.services.sessions() as session:
        asked = session.scalars(select(Question).where(Question.call_sid == sid)).all()
    assert {(q.handled, q.handled_by) for q in asked} == {(Handled.SEEN, clerk.name)}


def test_editors_see_it_without_the_number_and_take_nothing_up(office):
    editor = add_person(office, "editor")
    sid = make_call(office, DESPAIR)
    page = editor.get("/overview").text
    assert alerted(page) == [sid]
    assert "我来处理" not in page
    assert "13800001234" not in page
    assert editor.post(f"/urgent/{sid}/taken-up").status_code == 403


def test_what_somebody_in_despair_said_is_no_question_for_the_editors(office):
    editor = add_person(office, "editor")
    make_call(office, DESPAIR, outcome="message_left")
    assert "不想活" not in editor.get("/unanswered").text


def test_the_call_back_after_despair_comes_before_those_who_wait_longer(office, clerk):
    make_call(office, "心梗赔不赔")
    for reason in ("asked", "distress", "crowded", "emergency"):
        sid = make_call(office, "心梗赔不赔")
        with office.services.sessions.begin() as session:
            session.add(Callback(call_sid=sid, phone="13900002222", reason=reason))
    page = clerk.get("/callbacks").text
    told = [page.index(word) for word in ("情绪危急", "眼前有危险", "说要找人工", "线路忙")]
    assert told == sorted(told)


def test_nothing_is_sent_while_nothing_has_changed(office, clerk):
    sid = make_call(office, DANGER)
    page = clerk.get("/urgent")
    key = re.search(r'data-key="([^"]+)"', page.text)[1]
    assert clerk.get("/urgent", shown=key).status_code == 204
    second = make_call(office, DESPAIR)
    assert alerted(clerk.get("/urgent", shown=key).text) == [second, sid]


def test_in_the_browser_it_appears_by_itself_and_is_not_read_out_twice(tmp_path):
    office = new_hotline(tmp_path)
    person = add_person(office, "operator", signed_in=False)
    with served(office.app) as address, chromium() as browser:
        page = open_page(browser, address)
        sign_in(page, person)
        expect(page.get_by_role("alert").locator("li")).to_have_count(0)
        make_call(office, said(DESPAIR), outcome="")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("请先处理")
        expect(alert).to_contain_text("情绪危急")
        page.evaluate("document.getElementById('urgent').marked = true")
        before = page.locator("#live .quiet").first.inner_text()
        expect(page.locator("#live .quiet").first).not_to_have_text(before)
        assert page.evaluate("document.getElementById('urgent').marked"), "written anew: read again"
        fits(page, "urgent-overview")
        page.goto("/console/callbacks")
        fits(page, "urgent-callbacks")
        page.get_by_role("button", name="我来处理").press("Enter")
        page.wait_for_url("**/calls/CA*")
        expect(page.get_by_role("status").first).to_contain_text("已由您处理")


QUIET = """
window.told = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() { this.permission = "granted"; }
  constructor(text) { told.push(text); }
};
Object.defineProperty(document, "hidden", { get: () => window.away });
"""


def test_who_allowed_it_is_told_once_while_another_window_is_in_front(office, clerk):
    with served(office.app) as address, chromium() as browser:
        page = open_page(browser, address)
        page.add_init_script(QUIET)
        sign_in(page, clerk)
        page.goto("/console/work")
        page.get_by_role("button", name="紧急时弹出桌面提醒").click()
        expect(page.get_by_role("button", name="紧急时弹出桌面提醒")).to_be_hidden()
        page.evaluate("away = true")
        make_call(office, DANGER, outcome="")
        page.evaluate("htmx.trigger('#urgent', 'changed')")
        expect(page.get_by_role("alert")).to_contain_text("眼前有危险")
        wait_until(lambda: page.evaluate("told.length") == 1, 20, "the notice")
        assert "请先处理" in page.evaluate("told[0]")
        with page.expect_response("**/urgent*"):
            page.evaluate("htmx.trigger('#urgent', 'changed')")
        make_call(office, DANGER, outcome="")
        page.evaluate("away = false")
        with page.expect_response("**/urgent*"):
            page.evaluate("htmx.trigger('#urgent', 'changed')")
        expect(page.locator("#urgent li")).to_have_count(2)
        assert page.evaluate("told.length") == 1, "who looks at the page sees it there"
        page.context.close()
