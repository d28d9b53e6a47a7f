"""One person on one page: every call, notice and call-back of a number or a member."""

import re
import uuid
from datetime import date

import pytest
from sqlalchemy import select

from console.calls.listing import Filters, places
from console.contacts.finding import of_member
from models.audit import Audit
from models.call import Call, Callback, Door, Sms, phone_key
from models.member import number_key
from models.notice import Notice
from tests.console.notices.test_notices import add_notice
from tests.support.callers import make_call
from tests.support.members import row, take, write_csv
from tests.support.staff import add_person, new_hotline

MOBILE = "13877776666"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contacts")
    hotline = new_hotline(folder)
    take(hotline.services.engine, write_csv(folder / "m.csv", row()))
    first = make_call(hotline, "心肌梗死赔不赔", caller=f"+86{MOBILE}")
    make_call(hotline, "心肌梗死赔不赔", caller=f"+86{MOBILE}")
    make_call(hotline, "补卡怎么办", caller="+8613899998888")
    add_notice(hotline, "40000001", date(2026, 11, 20), phone="13900001111")
    with hotline.services.sessions.begin() as session:
        notice = session.scalars(select(Notice)).one()
        notice.last_call_sid = notice.call_sid = first
        notice.member_number = "7921742180"
        notice.member_key = number_key(hotline.services.vault, "7921742180")
        key = phone_key(hotline.services.vault, MOBILE)
        session.add(Callback(call_sid=first, phone=MOBILE, phone_key=key, reason="asked"))
        session.add(Sms(key=f"{first}/1", call_sid=first, phone=MOBILE, text="补卡去网点办。"))
    hotline.first = first
    return hotline


def test_from_one_call_to_everything_of_whoever_made_it(office):
    clerk = add_person(office, "operator")
    assert f"/console/contacts/calls/{office.first}" in clerk.get(f"/calls/{office.first}").text
    page = clerk.get(f"/contacts/calls/{office.first}").text
    assert page.count('href="/console/calls/CA') == 3, "two calls and the promise"
    assert "40000001" in page
    assert "说要找人工" in page
    assert "听到了答案" in page
    assert clerk.logged()[-1] == ("contact opened", office.first)
    assert MOBILE not in str(clerk.logged())


def test_from_a_notice_by_the_phone_it_came_from(office):
    clerk = add_person(office, "operator")
    page = clerk.get("/contacts/notices/1").text
    assert page.count('href="/console/calls/CA') == 3
    assert clerk.get("/contacts/notices/99").status_code == 404
    assert clerk.get("/contacts/calls/CAnone").status_code == 404


def test_a_member_who_is_looked_up_shows_the_accident(office):
    clerk = add_person(office, "operator")
    assert "40000001" in clerk.post("/members", number="7921742180").text


def test_a_call_leads_to_its_notice(office):
    assert "/console/notices/1" in add_person(office, "operator").get(f"/calls/{office.first}").text


def test_a_call_shows_the_promise_and_the_message_that_came_of_it(office):
    page = add_person(office, "operator").get(f"/calls/{office.first}").text
    assert re.search(rf"已答应回电：{MOBILE} .*未回电", page)
    assert re.search("短信：补卡去网点办。.*等着发", page)
    page = add_person(office, "editor").get(f"/calls/{office.first}").text
    assert "已答应回电：" in page
    assert MOBILE not in page


def test_whoever_shows_no_number_is_nobody_else(office):
    sid = make_call(office, "补卡怎么办", caller="")
    make_call(office, "补卡怎么办", caller="")
    page = add_person(office, "operator").get(f"/contacts/calls/{sid}").text
    assert page.count('href="/console/calls/CA') == 1
    with office.services.sessions() as session:
        assert session.get(Call, sid).caller_end == ""


def test_a_typed_call_that_asked_about_a_member_is_found_like_any_other(office):
    sid, number = f"chat-{uuid.uuid4().hex}", "7921742188"
    vault, calls = office.services.vault, office.services.calls
    calls.announce(sid, caller="", called="chat", door=Door.TEXT)
    with office.services.sessions.begin() as session:
        key = number_key(vault, number)
        session.add(Audit(key=f"{sid}/3", action="asked", subject_key=key, outcome="active"))
    with office.services.sessions() as session:
        assert [call.sid for call in of_member(session, vault, number).calls] == [sid]
        found = session.execute(places(Filters(text=number), vault)).all()
    assert [row.sid for row in found] == [sid]


def test_editors_see_nobody(office):
    assert add_person(office, "editor").get(f"/contacts/calls/{office.first}").status_code == 403
