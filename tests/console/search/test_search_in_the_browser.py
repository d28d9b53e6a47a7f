"""Whoever has somebody on the line and a number's last four digits, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, chromium, faults, fits, open_page, served, sign_in
from tests.support.members import another, row, take, write_csv
from tests.support.showcase import a_day
from tests.support.staff import add_person, new_hotline


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    hotline = new_hotline(folder)
    a_day(hotline)
    twins = [another(11234), another(21234)]
    take(hotline.services.engine, write_csv(folder / "m.csv", row(), *twins))
    with served(hotline.app) as address, chromium() as browser:
        yield {"address": address, "browser": browser, "hotline": hotline}


@pytest.fixture
def desk(shop):
    """Opens a browser for somebody new, signed in: a code of the second factor holds once only."""
    opened = []

    def sits_down(role: str, **options):
        page = open_page(shop["browser"], shop["address"], **options)
        opened.append(page)
        page.person = add_person(shop["hotline"], role, signed_in=False)
        sign_in(page, page.person)
        return page

    yield sits_down
    for page in opened:
        assert page.errors == []
        page.context.close()


def test_from_any_page_three_keys_lead_to_the_call(desk):
    page = desk("operator")
    page.goto("/console/trends")
    page.locator("body").press("/")
    page.keyboard.type("1234")
    page.keyboard.press("Enter")
    calls = page.get_by_role("region", name="来电", exact=True)
    expect(calls.get_by_role("listitem").first).to_be_visible()
    expect(page.get_by_role("region", name="会员", exact=True).get_by_role("button")).to_have_count(
        2
    )
    assert "1234" not in page.url
    fits(page, "search")
    calls.get_by_role("link").first.click()
    expect(page.locator(".talk")).to_be_visible()


def test_the_first_of_what_was_found_is_a_key_away(desk):
    page = desk("operator")
    page.goto("/console/search")
    page.get_by_role("searchbox").first.fill("1234")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("region", name="来电", exact=True).get_by_role("link").first
    ).to_be_visible()
    page.get_by_role("searchbox").first.press("ArrowDown")
    expect(page.locator("ul.history > li a").first).to_be_focused()


def test_one_of_two_members_is_told_apart_and_shown(desk):
    page = desk("admin")
    page.goto("/console/members")
    page.get_by_label("会员编号").fill("1234")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("查看"))).to_have_count(2)
    fits(page, "members-several")
    page.get_by_role("button", name=re.compile("查看")).first.click()
    expect(page.get_by_text("出生年份")).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_have_text("********34")


def test_on_a_phone_after_dark_the_field_is_there_and_can_be_read(desk):
    page = desk("operator", color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.get_by_role("searchbox", name="查找来电、报案、会员").fill("没有这个人")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("在来电里找"))).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name=re.compile("在来电里找")).click()
    expect(page).to_have_url(re.compile("/console/calls"))


def test_editors_see_the_unanswered_as_before_and_no_field_for_people(desk):
    page = desk("editor")
    page.goto("/console/unanswered")
    expect(page.locator("section.group").first.locator("h2")).to_contain_text(re.compile(r"\S"))
    expect(page.locator("section.group li a").first).to_contain_text(re.compile(r"\S"))
    expect(page.locator(".find")).to_have_count(0)
    fits(page, "unanswered-editor")


def test_two_admins_change_one_setting_and_the_later_is_told_beside_the_field(desk):
    first, second = desk("admin"), desk("admin")
    for page in (first, second):
        page.goto("/console/settings")
    one = first.locator("#operator_seconds")
    one.fill("45")
    one.press("Enter")
    expect(first.get_by_role("status")).to_contain_text("已保存")
    two = second.locator("#operator_seconds")
    two.fill("60")
    two.press("Enter")
    told = second.get_by_role("alert").filter(has_text="没有保存")
    expect(told).to_contain_text(f"{first.person.name} 刚刚把它改成了 45 秒")
    expect(second.locator("#operator_seconds")).to_have_value("60")
    fits(second, "settings-faster")
    second.locator("#operator_seconds").press("Enter")
    expect(second.get_by_role("status")).to_contain_text("已保存")
