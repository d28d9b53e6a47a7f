"""A search for words that takes longer than one page may: the browser goes on by itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from console.calls import search, views
from models.base import utc_now
from tests.support.browser import chromium, fits, open_page, served, sign_in
from tests.support.callers import make_call, said
from tests.support.staff import add_person, new_hotline


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A hotline with sixty calls, three of them about the same."""
    office = new_hotline(tmp_path_factory.mktemp("office"))
    for number in range(60):
        text = "换肾赔不赔" if number in (3, 31, 58) else "白内障赔不赔"
        make_call(office, said(text), at=utc_now() - timedelta(minutes=number))
    return office


@pytest.fixture(autouse=True)
def ten_at_once(monkeypatch):
    monkeypatch.setattr(search, "BATCH", 5)
    monkeypatch.setattr(search, "MAX_TURNS", 10)


@contextmanager
def looking_for(office, somebody, text: str) -> Iterator[Page]:
    """Somebody's browser, at the list of calls in which this was said."""
    with served(office.app) as address, chromium() as browser:
        page = open_page(browser, address)
        sign_in(page, somebody)
        page.goto(f"/console/calls?text={text}")
        yield page


def test_all_that_said_it_come_into_the_list_and_the_search_ends(office):
    somebody = add_person(office, "operator", signed_in=False)
    with looking_for(office, somebody, "换肾") as page:
        expect(page.locator("#found tr")).to_have_count(3)
        expect(page.get_by_role("status")).to_have_count(0)
        expect(page.get_by_role("link", name="继续找")).to_have_count(0)
        fits(page, "calls-found")
        page.goto("/console/calls?text=没有人说过")
        expect(page.get_by_text("没有符合条件的来电")).to_be_visible()
        assert page.errors == []
    searched = [subject for action, subject in somebody.logged() if action == views.SEARCHED]
    assert searched == ["words", "words"], "one search is one entry, however many parts it has"


def test_after_many_parts_the_reader_is_asked(office, monkeypatch):
    monkeypatch.setattr(views, "PARTS", 3)
    somebody = add_person(office, "operator", signed_in=False)
    with looking_for(office, somebody, "换肾") as page:
        expect(page.locator("#found tr")).to_have_count(1)
        page.get_by_role("link", name="继续找").click()
        expect(page.locator("#found tr")).to_have_count(1)
        expect(page.get_by_role("link", name="继续找")).to_be_visible()
        expect(page.get_by_role("link", name="回到第一页")).to_be_visible()


def test_without_scripts_one_goes_on_by_hand(office):
    somebody = add_person(office, "operator")
    page = somebody.get("/calls", text="换肾").text
    assert re.search('rel="next" href="[^"]+">继续找', page)


def test_a_part_is_for_those_who_may_see_what_was_said(office):
    assert add_person(office, "editor").get("/calls/further", text="换肾").status_code == 403
