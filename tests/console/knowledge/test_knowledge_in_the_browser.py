"""An editor's whole way in a real browser, following the page only: from a draft to a telephone
call that hears the new answer. And every page of the knowledge in two widths, by axe.

With HOTLINE_PICTURES=1 the pictures in docs/images are taken anew.
"""

import re

import pytest
from playwright.sync_api import expect

from demo import AUDIO
from demo.captions import CaptionFile
from kb.editions import drafts
from simulator import CallOptions, CallResult, parse_script, place_call
from tests.support.browser import chromium, fits, open_page, served, sign_in
from tests.support.hotlines import TOKEN
from tests.support.showcase import a_day
from tests.support.staff import add_person, new_hotline

pytestmark = pytest.mark.natural_speed

expect.set_options(timeout=240_000)  # a busy machine is no fault of the page
PAGES = {
    "knowledge": "/console/knowledge?section=coverage",
    "knowledge-search": "/console/knowledge?text=取钱要不要手续费",
    "knowledge-item": "/console/knowledge/items/card.number",
    "knowledge-edit": "/console/knowledge/items/card.number/edit",
    "knowledge-new": "/console/knowledge/new",
    "knowledge-bench": "/console/knowledge/bench?text=脑梗住院了赔不赔",
    "knowledge-files": "/console/knowledge/files",
}
NEW = "会员卡取钱不用手续费。"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A hotline that answers calls, with what callers asked today and one draft."""
    folder = tmp_path_factory.mktemp("knowledge")
    hotline = new_hotline(folder, captions=folder / "captions.jsonl")
    a_day(hotline)
    with hotline.services.sessions.begin() as db:
        body = dict(drafts.published_version(db, "card.number").body)
        body["pieces"] = [body["pieces"][0].replace("。", "，请看卡的反面。"), *body["pieces"][1:]]
        drafts.save_draft(db, "card.number", body, "li", seen=0, note="说清楚在哪里看")
    editor = add_person(hotline, "editor", signed_in=False)
    hotline.services.start()  # a published edition is taken up
    with served(hotline.app) as address, chromium() as browser:
        yield {"hotline": hotline, "address": address, "browser": browser, "editor": editor}
    hotline.services.close()


@pytest.fixture(scope="module")
def page(shop):
    """The editor's browser, signed in."""
    page = open_page(shop["browser"], shop["address"], timeout=240_000)
    sign_in(page, shop["editor"])
    yield page
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_both_widths_and_axe_finds_nothing(page, name):
    page.goto(PAGES[name])
    fits(page, name)


def call(shop) -> CallResult:
    """Somebody calls over the real webhooks and the real stream and asks about the card."""
    hotline = shop["hotline"]
    hotline.services.recognizer.texts.append("用这张卡取钱要手续费吗")
    script = {"steps": [{"say": str(AUDIO / "019.wav")}, {"expect": "免收|不用手续费"}, "hangup"]}
    options = CallOptions(
        public_origin=hotline.settings.origin,
        captions=CaptionFile(hotline.settings.captions).spoken,
        max_seconds=90,
    )
    return place_call(shop["address"], parse_script(script), auth_token=TOKEN, options=options)


def heard(result: CallResult) -> str:
    return "".join(line["text"] for line in result.captions if line["who"] == "hotline")


def test_an_editor_corrects_an_answer_and_the_next_call_hears_it(shop, page):
    assert NEW not in heard(call(shop))
    page.goto("/console/overview")
    page.get_by_role("link", name="知识库").click()
    page.get_by_role("main").get_by_role("searchbox").fill("取钱要不要手续费")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="会员卡的银行功能").first.click()
    page.get_by_role("link", name="修改", exact=True).click()
    answer = page.get_by_label("答案（一行一句）")
    answer.fill(f"{NEW}\n{answer.input_value()}")
    page.get_by_label("为什么改").fill("来电人总问手续费")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("ins").first).to_have_text(NEW)
    page.get_by_text("试听草稿").click()
    sound = page.get_by_label("试听第 1 句").first
    sound.evaluate("a => new Promise((y, n) => {a.onloadeddata = y; a.onerror = n; a.load()})")
    fits(page, "knowledge-draft")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("内容测试全部通过")).to_be_visible()
    expect(page.get_by_text(re.compile(r"最近 \d+ 个真实问题里"))).to_be_visible()
    fits(page, "knowledge-publish")
    page.get_by_label("这一版改了什么").fill("银行功能先说手续费")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("最新的内容已经生效")).to_be_visible()
    fits(page, "knowledge-editions")
    assert NEW in heard(call(shop))
    assert page.errors == []
