"""Working through accident notices."""

import re
from datetime import date

import pytest
import requests
from twilio.base.exceptions import TwilioException

from console.notices import views
from console.notices.handling import NEXT
from console.shell import calling_back
from ivr.config.settings import Settings
from models.caller_number import caller_number
from models.notice import Notice, index_notice
from models.staff import CaseState
from tests.support.callers import make_call
from tests.support.staff import Person, RunningHotline, add_person, new_hotline

PHONE = "13900002222"


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> RunningHotline:
    """A queue: one overdue, one due in 3 days, one fresh but broken off."""
    hotline = new_hotline(tmp_path_factory.mktemp("notices"))
    told = {"story": "从脚手架上摔下来", "place": "工地", "phone": PHONE, "outcome": "injured"}
    add_notice(hotline, "10000001", date(2026, 11, 1), **told)
    add_notice(hotline, "10000002", date(2026, 11, 12), **told)
    add_notice(hotline, "10000003", date(2026, 11, 23), status="incomplete", phone=PHONE)
    return hotline


@pytest.fixture
def clerk(office) -> Person:
    return add_person(office, "operator")


def add_notice(hotline: RunningHotline, reference: str, day: date | None, **told: str) -> None:
    sid = make_call(hotline)
    told = {"status": "complete", **told}
    notice = Notice(
        key=reference,
        call_sid=sid,
        last_call_sid=sid,
        reference=reference,
        accident_date=day,
        **told,
    )
    index_notice(hotline.services.vault, notice)
    with hotline.services.sessions.begin() as session:
        session.add(notice)


def references(page: str) -> list[str]:
    return re.findall(r'href="/console/notices/\d+">(\d{8})<', page)


def test_the_broken_off_come_first_then_what_is_due(clerk):
    page = clerk.get("/notices").text
    assert references(page) == ["10000003", "10000001", "10000002"]
    assert "过期 8 天" in page
    assert "还有 3 天" in page
    assert "2026-11-16" in page, "15 days from 1 November"
    assert "2027-04-30" in page, "180 days from 1 November"


def test_a_notice_says_what_is_missing_and_is_logged(clerk):
    page = clerk.get("/notices/3").text
    assert "没有说完" in page
    assert page.count("还缺") == 6
    assert ("notice opened", "10000003") in clerk.logged()


def test_the_way_from_new_to_closed(office):
    add_notice(office, "20000001", date(2026, 11, 20))
    clerk = add_person(office, "operator")
    number = len(references(clerk.get("/notices", state="").text))
    for state in ("called_back", "forwarded", "closed"):
        clerk.post(f"/notices/{number}/state", state=state)
        assert "20000001" in clerk.get("/notices", state=state).text
    assert "20000001" not in clerk.get("/notices").text
    clerk.post(f"/notices/{number}/state", state="new")
    assert "20000001" in clerk.get("/notices", state="closed").text
    assert [a for a, _ in clerk.logged()].count("notice state") == 3


def test_every_state_leads_on():
    assert set(NEXT) == set(CaseState)


def test_notes_and_assignment_stay_with_the_notice(clerk):
    clerk.post("/notices/1/note", text="家属明天补材料 <b>")
    clerk.post("/notices/1/assign", assignee=clerk.name)
    page = clerk.get("/notices/1").text
    assert "家属明天补材料 &lt;b&gt;" in page
    assert "10000001" in clerk.get("/notices", assignee=clerk.name).text
    assert clerk.post("/notices/1/assign", assignee="nobody").status_code == 400


def test_without_an_account_the_call_back_is_simulated_and_says_so(clerk):
    clerk.post("/notices/1/call-back")
    assert "模拟回电" in clerk.get("/notices/1").text
    assert ("notice call-back", "10000001") in clerk.logged()


class Exchange:
    """Twilio's REST client, as far as it is used."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.calls = self
        self.made: dict[str, str] = {}
        self.fault = fault

    def create(self, **call: str) -> None:
        if self.fault:
            raise self.fault
        self.made = call


@pytest.fixture
def account(tmp_path) -> Settings:
    return Settings(
        var=tmp_path,
        twilio_account_sid="AC1",
        twilio_auth_token="t",
        twilio_number="+862112351",
        operators="+862150000000",
    )


def test_with_an_account_the_operators_phone_rings_first(account, monkeypatch):
    exchange = Exchange()
    monkeypatch.setattr(calling_back, "rest_client", lambda *_: exchange)
    assert not calling_back.call_back(account, PHONE).simulated
    assert exchange.made["to"] == "+862150000000"
    assert f">{caller_number(PHONE)}</Dial>" in exchange.made["twiml"]


def test_a_refused_call_back_is_told(account, monkeypatch):
    for fault in (TwilioException("no funds"), requests.ConnectionError("no route")):
        monkeypatch.setattr(calling_back, "rest_client", lambda *_, f=fault: Exchange(f))
        with pytest.raises(calling_back.CallBackError, match="no funds|no route"):
            calling_back.call_back(account, PHONE)


def test_the_sheet_is_a_pdf(clerk):
    sheet = clerk.get("/notices/1/sheet.pdf")
    assert sheet.data[:5] == b"%PDF-"
    assert ("notice printed", "10000001") in clerk.logged()


def test_without_pango_the_sheet_is_a_page_to_print(clerk, monkeypatch):
    def missing(page: str) -> bytes:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(views, "as_pdf", missing)
    assert "意外事故报送单" in clerk.get("/notices/1/sheet.pdf").text


def test_editors_see_no_notices(office):
    assert add_person(office, "editor").get("/notices").status_code == 403


def test_an_unknown_notice_is_told(clerk):
    assert clerk.get("/notices/999").status_code == 404
