"""The console as people see it: a real browser, every page, two widths, by keyboard, by axe.

With HOTLINE_PICTURES=1 the pictures in docs/images are taken anew.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from console.knowledge import dry_run
from kb.editions import drafts
from tests.console.knowledge.test_knowledge import GOOD
from tests.support.browser import (
    PHONE,
    chromium,
    faults,
    fits,
    open_page,
    served,
    sign_in,
    take_picture,
)
from tests.support.members import row, write_csv
from tests.support.servers import wait_until
from tests.support.showcase import a_day
from tests.support.staff import add_person, new_hotline

PAGES = {
    "overview": "/console/overview",
    "work": "/console/work",
    "trends": "/console/trends",
    "contact": "/console/contacts/calls/{call}",
    "calls": "/console/calls",
    "call": "/console/calls/{call}",
    "review": "/console/calls/{call}/turns/0/1",
    "unanswered": "/console/unanswered",
    "notices": "/console/notices",
    "notice": "/console/notices/2",
    "callbacks": "/console/callbacks",
    "phone": "/console/phone",
    "members": "/console/members",
    "import": "/console/members/import",
    "users": "/console/users",
    "log": "/console/log",
    "account": "/console/account",
    "password": "/console/password",
    "fault": "/console/nowhere",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A hotline after a day's work, served on a port, with a browser to look at it."""
    hotline = new_hotline(tmp_path_factory.mktemp("shop"))
    names = a_day(hotline)
    people = {
        role: add_person(hotline, role, signed_in=False) for role in ("operator", "editor", "admin")
    }
    with served(hotline.app) as address, chromium() as browser:
        yield {"address": address, "browser": browser, "hotline": hotline, **names, **people}


def signed_in(shop, role: str) -> Iterator[Page]:
    page = open_page(shop["browser"], shop["address"])
    sign_in(page, shop[role])
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def admin_page(shop):
    """An admin's browser, signed in."""
    yield from signed_in(shop, "admin")


@pytest.fixture
def page(shop):
    """An operator's browser, signed in."""
    yield from signed_in(shop, "operator")


@pytest.fixture
def editor_page(shop):
    """An editor's browser, signed in."""
    yield from signed_in(shop, "editor")


def search_for(page: Page, words: str) -> None:
    """Search by keyboard; return when the field has the focus again."""
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_both_widths_and_axe_finds_nothing(shop, admin_page, name):
    page = admin_page
    page.goto(PAGES[name].format(**{k: v for k, v in shop.items() if isinstance(v, str)}))
    fits(page, name)


def test_the_sign_in_page_for_strangers(shop):
    page = open_page(shop["browser"], shop["address"])
    page.goto("/console/sign-in")
    take_picture(page, "sign-in-desktop")
    assert faults(page) == []
    page.set_viewport_size(PHONE)
    take_picture(page, "sign-in-phone")
    page.context.close()


def test_the_chart_is_drawn_and_the_overview_renews_itself(page):
    expect(page.locator(".chart canvas")).to_be_visible()
    page.locator("#live details summary", has_text="看数字").click()
    before = page.locator("#live .quiet").first.inner_text()
    expect(page.locator("#live .quiet").first).not_to_have_text(before)
    expect(page.locator(".chart canvas")).to_be_visible()
    expect(page.locator("#live details", has_text="看数字")).to_have_attribute("open", "")


def test_by_keyboard_from_the_skip_link_to_an_opened_call(page):
    page.goto("/console/calls")
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_focused()
    search_for(page, "红烧肉怎么烧")
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("红烧肉怎么烧")).to_be_visible()


def test_a_filter_waits_for_enter_and_keeps_the_focus(page):
    page.goto("/console/calls")
    page.get_by_label("结果").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("/console/calls$"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/calls?outcome=hung_up&order=newest")
    expect(page.locator("tbody .tag", has_text="说完结束")).to_have_count(0)
    expect(page.get_by_label("结果")).to_be_focused()


def test_through_a_list_by_keyboard(page):
    page.goto("/console/calls")
    rows = page.locator("tbody tr")
    page.locator("body").press("j")
    expect(rows.nth(0).locator("a")).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1).locator("a")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("来电")
    expect(page.locator(".talk")).to_be_visible()


def test_after_a_search_a_few_tabs_lead_to_the_first_call_found(page):
    page.goto("/console/calls")
    page.locator("body").press("/")
    search_for(page, "红烧肉怎么烧")
    first = page.locator("tbody a").first
    for _ in range(12):
        page.keyboard.press("Tab")
        if first.evaluate("one => one === document.activeElement"):
            break
    expect(first).to_be_focused()


def test_whoever_types_a_j_into_a_search_field_goes_nowhere(page):
    page.goto("/console/calls")
    field = page.get_by_role("main").get_by_role("searchbox")
    field.press("j")
    expect(field).to_be_focused()
    expect(field).to_have_value("j")


def test_a_morning_from_the_list_of_what_waits(page):
    page.goto("/console/work")
    person = page.locator("tbody tr", has_text="同一号码还有 2 次")
    person.get_by_role("button", name="认领").click()
    expect(page.get_by_role("status")).to_contain_text("已认领")
    person.get_by_role("button", name="没打通").click()
    expect(person).to_contain_text("打过 1 次")
    person.get_by_role("button", name="已回电").click()
    expect(person).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("tbody tr", has_text="13900002222").filter(has_text="回电")).to_be_visible()


def test_on_a_phone_every_button_is_within_reach(page):
    page.set_viewport_size(PHONE)
    for name in ("work", "callbacks", "notices"):
        page.goto(PAGES[name])
        edges = "all => all.map((one) => one.getBoundingClientRect().right)"
        buttons = page.locator("main button:visible, main a:visible")
        assert max(buttons.evaluate_all(edges)) <= PHONE["width"], name


def test_on_a_phone_the_first_screen_has_the_first_row_and_its_states(page):
    page.set_viewport_size(PHONE)
    for name in ("calls", "notices", "callbacks", "work"):
        page.goto(PAGES[name])
        assert page.locator(".side").bounding_box()["height"] < 185, name
        row = page.locator("tbody a").first.bounding_box()
        assert row["y"] + row["height"] <= PHONE["height"], name
    for name in ("calls", "notices"):
        page.goto(PAGES[name])
        expect(page.locator("details.folded")).not_to_have_attribute("open", "")
        expect(page.locator(".filters")).to_be_hidden()
        expect(page.locator("tbody tr").first.locator(".tag").first).to_be_in_viewport(ratio=1)
        for place in [tag.bounding_box() for tag in page.locator("tbody .tag").all()]:
            assert place["x"] >= 0, name
            assert place["x"] + place["width"] <= PHONE["width"], name
        page.locator("summary", has_text="筛选").click()
        expect(page.locator(".filters")).to_be_visible()


def test_a_note_that_is_being_written_outlives_other_buttons(shop, page):
    page.goto("/console/notices/3")
    page.get_by_label("新备注").fill("家属明天来")
    page.get_by_role("button", name="我来办").click()
    expect(page.get_by_label("经办人")).to_have_value(shop["operator"].name)
    expect(page.get_by_label("新备注")).to_have_value("家属明天来")
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator(".note", has_text="家属明天来")).to_be_visible()
    expect(page.get_by_label("新备注")).to_have_value("")


def test_a_note_that_was_sent_after_the_session_had_ended_is_not_lost(shop, page):
    page.goto("/console/notices/3")
    page.get_by_label("新备注").fill("厂里说下周补材料")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存备注").click()
    sign_in(page, shop["operator"])
    page.goto("/console/notices/3")
    expect(page.get_by_label("新备注")).to_have_value("厂里说下周补材料")
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator(".note", has_text="厂里说下周补材料")).to_be_visible()
    expect(page.get_by_label("新备注")).to_have_value("")
    page.get_by_label("新备注").fill("下周补材料")  # part of what stands there
    page.context.clear_cookies()
    page.get_by_role("button", name="保存备注").click()
    sign_in(page, shop["operator"])
    page.goto("/console/notices/3")
    expect(page.get_by_label("新备注")).to_have_value("下周补材料")


def test_a_note_that_is_being_written_outlives_the_end_of_the_session(shop, page):
    page.goto("/console/notices/3")
    page.get_by_label("新备注").fill("等医院的证明")
    page.context.clear_cookies()
    page.reload()
    expect(page).to_have_url(re.compile("/sign-in"))
    sign_in(page, shop["operator"])
    page.goto("/console/notices/3")
    expect(page.get_by_label("新备注")).to_have_value("等医院的证明")


def test_a_misheard_name_is_found_corrected_and_found_again(page):
    page.goto("/console/notices")
    page.keyboard.press("/")
    page.keyboard.type("测试工会干事")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="53700127").click()
    field = page.locator(".facts > div", has=page.get_by_text("报案人", exact=True))
    field.locator("summary").click()
    field.get_by_label("报案人", exact=True).fill("李建国")
    field.get_by_role("button", name="保存").click()
    expect(field.locator("del")).to_have_text("测试工会干事")
    page.goto("/console/notices?text=李建国")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_after_dark_what_is_read_stands_on_a_dark_ground(page):
    page.emulate_media(color_scheme="dark")
    page.goto(PAGES["notice"])
    expect(page.locator(".card").first).to_have_css("background-color", "rgb(29, 36, 38)")
    expect(page.locator("html")).to_have_css("background-color", "rgb(20, 25, 27)")


def test_after_dark_nothing_is_hard_to_read(shop):
    page = open_page(shop["browser"], shop["address"], color_scheme="dark")
    sign_in(page, shop["operator"])
    for name in ("work", "calls", "notice", "trends"):
        page.goto(PAGES[name].format(call=shop["call"]))
        assert faults(page) == [], name
    take_picture(page, "trends-dark-desktop")
    page.context.close()


def test_a_call_on_paper_is_white_whole_and_without_buttons(shop, page):
    page.goto(f"/console/calls/{shop['call']}")
    folded = page.locator("main details:not([open])")
    count = folded.count()
    assert count
    page.emulate_media(media="print")
    colour = "one => getComputedStyle(document.querySelector(one)).backgroundColor"
    assert {page.evaluate(colour, one) for one in ("html", "body")} == {"rgba(0, 0, 0, 0)"}
    assert page.evaluate(colour, ".card") == "rgb(255, 255, 255)"
    for unwanted in (page.get_by_text("纠正", exact=True).first, page.locator("audio").first):
        expect(unwanted).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_count(0)
    expect(page.locator(".ranks").first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(folded).to_have_count(count)


def test_the_sheet_opens_beside_the_notice(page):
    page.goto("/console/notices/2")
    sheet = page.get_by_role("link", name="打印报送单")
    expect(sheet).to_have_attribute("target", "_blank")


def test_a_recording_plays(shop, page):
    page.goto(f"/console/calls/{shop['call']}")
    player = page.locator("audio").first
    player.evaluate(
        "a => new Promise((done, no) => {a.onloadeddata = done; a.onerror = no; a.load(); a.preload = 'auto'})"
    )
    assert player.evaluate("a => a.duration") == pytest.approx(1.0)


WATCH_TURNS = """
(turns) => {
  window.seen = [];
  new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) {
      const was = oldValue.split(" ").includes("playing"), is = target.classList.contains("playing");
      if (was !== is) seen.push(`${turns.indexOf(target)} ${is ? "begins" : "ends"}`);
    }
  }).observe(turns[0].parentElement, { subtree: true, attributeFilter: ["class"], attributeOldValue: true });
}
"""
"""Notes in `seen` which turn is marked when: a recording lasts but a second."""


def test_recordings_play_one_after_the_other_and_the_turn_is_marked(shop, page):
    page.goto(f"/console/calls/{shop['call']}")
    turns = page.locator(".talk > li:has(audio)")
    expect(turns).to_have_count(2)
    turns.evaluate_all(WATCH_TURNS)
    page.locator("audio").first.evaluate("a => a.play()")
    wait_until(lambda: page.evaluate("seen.length") >= 4, 60, "both recordings")
    assert page.evaluate("seen") == ["0 begins", "0 ends", "1 begins", "1 ends"]


def test_an_utterance_is_corrected_by_keyboard(page, shop):
    page.goto(f"/console/calls/{shop['call']}")
    page.get_by_role("link", name="纠正这句话：理赔要什么材料").press("Enter")
    page.get_by_label("来电人说的是").fill("大病理赔要什么材料")
    page.get_by_label("缩小单子").fill("大病理赔要什么材料")
    expect(page.get_by_label("应该理解为")).to_have_value("claim.critical_illness||materials")
    page.get_by_role("button", name="保存").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    expect(page.get_by_text("已纠正")).to_be_visible()
    take_picture(page, "call-corrected-desktop")


def test_an_editor_ignores_a_question_and_makes_another_an_alias(shop):
    page = open_page(shop["browser"], shop["address"])
    sign_in(page, shop["editor"])
    page.goto("/console/unanswered")
    stocks = page.get_by_role("region", name="今天股票涨了没有")
    stocks.get_by_role("button", name="忽略").click()
    expect(page.get_by_role("status")).to_contain_text("已忽略 1 条")
    permit = page.get_by_role("region", name="钢琴")
    assert faults(page) == []
    take_picture(page, "unanswered-editor-desktop")
    permit.get_by_label("问法").fill("钢琴")
    permit.get_by_label("意思").select_option("service.free||")
    permit.get_by_role("button", name="作为问法加入").click()
    expect(page.get_by_role("status")).to_contain_text("发布后来电就能听懂")
    expect(permit).to_have_count(0)
    page.context.close()


def test_a_long_list_of_meanings_is_narrowed_by_a_few_characters(editor_page):
    for path, label in (("unanswered", "意思"), ("knowledge/new", "它的意思")):
        editor_page.goto(f"/console/{path}")
        meanings = editor_page.get_by_label(label).first
        left = meanings.locator("option[value]:not([value='']):not([hidden])")
        chosen = meanings.locator("option:checked")
        every, words = left.count(), editor_page.get_by_label("缩小单子").first
        words.fill("理赔")
        expect(left).not_to_have_count(every)
        assert left.count() > 1, path
        assert all("理赔" in told for told in left.all_text_contents()), path
        assert "理赔" not in "".join(chosen.all_text_contents()), "which of them, a person says"
        words.fill("烂脚丫")
        expect(left).to_have_count(every)
        words.fill("广泛前壁心梗")
        expect(chosen).to_contain_text("急性心肌梗死")
        words.fill("没有这样的词")
        expect(chosen).to_contain_text("急性心肌梗死")


def test_all_drafts_are_ticked_at_once_and_handed_in_together(shop, editor_page, monkeypatch):
    monkeypatch.setattr(dry_run, "in_own_process", lambda _request: GOOD)
    with shop["hotline"].services.sessions.begin() as db:
        for item in ("card.number", "card.reissue"):
            body = drafts.published_version(db, item).body
            drafts.save_draft(db, item, body, "li", seen=0, note="两条一起")
    editor_page.goto("/console/knowledge?section=all&state=open")
    drafted = editor_page.locator("tbody input[type=checkbox]")
    count = drafted.count()
    assert count >= 2
    editor_page.get_by_label("全选").check()
    expect(drafted.and_(editor_page.locator(":checked"))).to_have_count(count)
    editor_page.get_by_role("button", name="送审勾选的").click()
    expect(editor_page.get_by_text(f"已送审 {count} 条")).to_be_visible()
    expect(editor_page.get_by_role("heading", name=f"{count} 处改动")).to_be_visible()
    expect(editor_page.get_by_text("内容测试全部通过")).to_be_visible()


def test_a_wrong_members_file_is_told_by_line(admin_page, tmp_path):
    page = admin_page
    page.goto("/console/members/import")
    wrong = [row(), row(number="12"), row(number="7920000002", birth_date="昨天")]
    page.locator("input[type=file]").set_input_files(write_csv(tmp_path / "m.csv", *wrong))
    page.get_by_role("button", name="先预检").click()
    expect(page.get_by_role("alert").locator("tbody tr")).to_have_count(2)
    assert faults(page) == []
    take_picture(page, "import-faults-desktop")


def test_a_notice_from_the_queue_to_forwarded(page):
    page.goto("/console/notices")
    page.get_by_role("link", name="53700125").click()
    page.get_by_role("button", name="回电 13900002222").click()
    expect(page.get_by_role("status")).to_contain_text("模拟回电")
    page.get_by_label("新备注").fill("家属明天送材料")
    page.get_by_role("button", name="保存备注").click()
    expect(page.get_by_text("家属明天送材料").first).to_be_visible()
    page.get_by_role("button", name="已报送职保会").click()
    page.goto("/console/notices")
    expect(page.get_by_role("link", name="53700125")).to_have_count(0)


def test_a_members_file_from_preview_to_look_up(admin_page, tmp_path):
    page = admin_page
    page.goto("/console/members/import")
    page.locator("input[type=file]").set_input_files(write_csv(tmp_path / "m.csv", row()))
    page.get_by_role("button", name="先预检").click()
    expect(page.get_by_text("前几行")).to_be_visible()
    assert faults(page) == []
    take_picture(page, "import-preview-desktop")
    page.get_by_role("button", name="确认导入").click()
    page.get_by_label("会员编号").fill("7921742180")
    page.keyboard.press("Enter")
    expect(page.get_by_text("保障中")).to_be_visible()
    assert faults(page) == []
    take_picture(page, "member-found-desktop")


def test_without_scripts_calls_are_filtered_and_signing_out_works(shop):
    page = open_page(shop["browser"], shop["address"], java_script_enabled=False)
    sign_in(page, shop["operator"])
    page.goto("/console/calls")
    page.get_by_label("结果").select_option("hung_up")
    page.get_by_role("button", name="筛选").click()
    assert page.locator("tbody .tag", has_text="说完结束").count() == 0
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    page.context.close()


def test_in_english(admin_page):
    page = admin_page
    page.goto("/console/overview")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    assert faults(page) == []
    take_picture(page, "english-desktop")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("总览")
