"""What staff read in Chinese holds no code and no English, but for names and what they type themselves."""

import html
import re

import pytest

from models.call import Sms
from tests.support.showcase import a_day
from tests.support.staff import add_person, new_hotline

WORD = re.compile(r"[A-Za-z][A-Za-z_]{2,}")
NAMES = {
    "Chrome",
    "CSV",
    "Edge",
    "Esc",
    "Excel",
    "Firefox",
    "HTTPS",
    "Safari",
    "SIP",
    "Twilio",
    "UTF",
    "Whisper",
    "http",
}
UNREAD = re.compile(r"<(option|script|code)\b.*?</\1>|<[^>]+>|\bCA[0-9a-f]{8,}", re.DOTALL)
PAGES = (
    "/overview",
    "/work",
    "/trends",
    "/calls",
    "/calls/{call}",
    "/calls/{call}/turns/0/1",
    "/contacts/calls/{call}",
    "/unanswered",
    "/notices",
    "/notices/2",
    "/callbacks",
    "/phone",
    "/members",
    "/members/import",
    "/users",
    "/settings",
    "/log",
    "/account",
    "/knowledge/items/flu",
    "/knowledge/editions",
    "/knowledge/publish",
    "/knowledge/new",
)


@pytest.fixture(scope="module")
def admin(tmp_path_factory):
    """An admin after a day's work, and the call to look at."""
    hotline = new_hotline(tmp_path_factory.mktemp("day"))
    call = a_day(hotline)["call"]
    with hotline.services.sessions.begin() as session:
        session.add(Sms(key=f"{call}/1", call_sid=call, phone="13800001234", text="答复"))
    admin = add_person(hotline, "admin")
    admin.call, admin.engine = call, "scripted"
    yield admin
    hotline.services.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_codes(admin, path):
    page = admin.get(path.format(call=admin.call)).text
    read = html.unescape(UNREAD.sub(" ", page.partition('<main id="main"')[2].partition(">")[2]))
    own = {admin.engine, *WORD.findall(admin.name)}
    assert set(WORD.findall(read)) - NAMES - own == set()


def test_what_has_no_name_is_listed_by_what_callers_say(admin):
    page = admin.get("/knowledge", section="all").text
    assert "与热线无关：叫一辆出租车…" in page
