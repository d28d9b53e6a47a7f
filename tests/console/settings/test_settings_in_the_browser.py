"""An admin gives the evening's duty phone to the hotline, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from ivr.dialog.acts import Keyed
from tests.support.browser import chromium, fits, open_page, served, sign_in
from tests.support.staff import add_person, new_hotline


@pytest.fixture
def office(tmp_path):
    made = new_hotline(tmp_path, operators="+862150000000", check_signatures=False)
    yield made
    made.services.close()


def rung(hotline, sid: str) -> str:
    hotline.post("/voice/incoming", sid)
    hotline.services.conversations.open(sid).receive(Keyed("0"))
    return hotline.post("/voice/resume?after=1", sid).text


def test_the_duty_phone_is_changed_used_and_given_back(office, sid):
    boss = add_person(office, "admin", signed_in=False)
    with served(office.app) as address, chromium() as browser:
        page = open_page(browser, address)
        sign_in(page, boss)
        page.get_by_role("link", name="设置", exact=True).click()
        phone = page.get_by_role("region", name="接线电话", exact=True)
        phone.get_by_role("textbox").fill("小王的手机")
        page.keyboard.press("Enter")
        expect(phone.get_by_role("alert")).to_contain_text("国内电话号码")
        expect(phone.get_by_role("textbox")).to_be_focused()
        expect(phone.get_by_role("textbox")).to_have_value("小王的手机")
        phone.get_by_role("textbox").fill("138 0000 1234")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("几秒钟内全部生效")
        expect(phone).to_contain_text("+8613800001234")
        expect(phone).to_contain_text(boss.name)
        fits(page, "settings")
        assert "+8613800001234" in rung(office, sid)
        phone.get_by_role("button", name=re.compile("恢复默认")).click()
        expect(phone).to_contain_text("没有改过")
        assert "+862150000000" in rung(office, f"CA{sid[:1:-1]}")
        page.get_by_role("link", name="操作日志").click()
        expect(page.get_by_text("+862150000000 → +8613800001234")).to_be_visible()
        assert page.errors == []
        page.context.close()
