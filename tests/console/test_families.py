"""A page family works without the others, but for those its own pages link to."""

import re
from pathlib import Path

import pytest
from flask import Flask

from console.app import register
from console.families import BLUEPRINTS
from tests.support.callers import make_call, said
from tests.support.staff import Person, add_person

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = DOCS / "guide-operator.zh.md"
EDITORS_GUIDE = DOCS / "guide-editor.zh.md"
KNOWLEDGE = {"knowledge", "drafts", "bench", "files", "publishing"}
LINKED = {
    "/overview": {"overview", "notices", "trends", "urgent"},
    "/work": {"work", "notices", "callbacks", "calls", "urgent", "unanswered"} | KNOWLEDGE,
    "/trends": {"trends"},
    "/contacts/calls/{call}": {"contacts", "calls", "notices"},
    "/calls?outcome=hung_up": {"calls", "saved", "urgent"},
    "/calls/{call}": {"calls", "contacts", "notices", "reviews"},
    "/calls/{call}/turns/0/1": {"calls", "reviews"},
    "/unanswered": {"unanswered", "calls"},
    "/notices?text=1": {"notices", "saved", "urgent"},
    "/callbacks": {"callbacks", "urgent"},
    "/members": {"members", "contacts"},
    "/search": {"search", "calls", "contacts", "notices", "members"},
    "/knowledge": KNOWLEDGE,
    "/knowledge/new": KNOWLEDGE,
    "/knowledge/bench?text=心梗赔不赔": KNOWLEDGE,
    "/knowledge/files": KNOWLEDGE,
    "/knowledge/publish": KNOWLEDGE,
    "/knowledge/editions": KNOWLEDGE | {"softphone"},
    "/phone": {"softphone"},
    "/settings": {"settings"},
    "/users": {"admin"},
    "/log": {"admin", "calls", "notices"},
}
"""Page -> the families it needs; one's own account is always there, for signing in."""


def with_only(hotline, names: set[str]) -> Person:
    """An admin in front of a console that has only these families."""
    app = Flask("tests")
    app.testing = True
    parts = app.extensions["hotline"] = hotline.app.extensions["hotline"]
    register(app, parts, [pages for pages in BLUEPRINTS if pages.name in names | {"account"}])
    admin = add_person(hotline, "admin", signed_in=False)
    admin.client = app.test_client()
    assert admin.sign_in().status_code == 302
    return admin


@pytest.mark.parametrize("page", LINKED)
def test_a_page_needs_only_what_it_links_to(hotline, page):
    call = make_call(hotline, said("心肌梗死赔不赔"), said("明天会不会下雨"))
    admin = with_only(hotline, LINKED[page])
    assert admin.client.get("/console" + page.format(call=call)).status_code == 200
    others = {name for names in LINKED.values() for name in names} - LINKED[page]
    for name in others & {"overview", "notices", "members", "callbacks"}:
        assert admin.get(f"/{name}").status_code == 404


def test_the_menu_has_what_the_families_put_there_in_their_order(hotline):
    page = with_only(hotline, {"notices", "callbacks", "admin"}).get("/users").text
    menu = re.search(r"<nav.*?</nav>", page, re.DOTALL)[0]
    assert re.findall(r'href="[^"]+"[^>]*>([^<>\s]+)', menu) == [
        "事故报案",
        "回电",
        "用户",
        "操作日志",
    ]


def test_without_any_other_page_home_is_ones_own_account(hotline):
    assert with_only(hotline, set()).get("/").location == "/console/account"


def test_the_operators_guide_names_the_whole_menu(operator):
    menu = re.search(r"<nav.*?</nav>", operator.get("/account").text, re.DOTALL)[0]
    named = re.findall(r'href="[^"]+"[^>]*>([^<>\s]+)', menu)
    assert f"左边是菜单：{'、'.join(named)}。" in GUIDE.read_text(encoding="utf-8")


def test_the_editors_guide_says_when_a_checked_illness_is_not_heard_as_checked():
    guide = EDITORS_GUIDE.read_text(encoding="utf-8")
    checking = guide.partition("## 7. 疾病清单和“已核对”")[2].partition("\n## ")[0]
    assert "“赔不赔”的说法没有核对，来电还是会听到“根据现有资料”；页面会提醒。" in checking
