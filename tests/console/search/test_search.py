"""The field every page has: calls, notices and members by what is known of them."""

import re
from datetime import date

import pytest

from tests.console.notices.test_notices import add_notice
from tests.support.callers import make_call, said
from tests.support.members import another, row, take, write_csv
from tests.support.staff import Person, RunningHotline, add_person, new_hotline


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> RunningHotline:
    folder = tmp_path_factory.mktemp("search")
    hotline = new_hotline(folder)
    crowd = [another(n * 10_000 + 6543) for n in range(12)]
    twins = [another(16789), another(26789)]
    take(hotline.services.engine, write_csv(folder / "m.csv", row(), *twins, *crowd))
    hotline.call = make_call(hotline, said("心梗赔不赔"), caller="+8613900005678")
    told = {"phone": "13900005678", "member_number": "7921742180"}
    add_notice(hotline, "60000001", date(2026, 11, 1), reporter="李建国", **told)
    add_notice(hotline, "60000002", date(2026, 11, 2), person="王小明，示例厂")
    return hotline


@pytest.fixture
def clerk(office) -> Person:
    return add_person(office, "operator")


def part(page: str, name: str) -> str:
    """What one section of the page says, without tags."""
    section = page.partition(f'id="found-{name}"')[2].partition("</section>")[0]
    return re.sub(r"<[^>]+>|\s+", "", section)


@pytest.mark.parametrize(
    ("typed", "calls", "notices", "members"),
    [
        ("5678", 1, ["60000001"], "没有这个会员编号"),
        ("139 0000 5678", 1, ["60000001"], "会员只按编号找"),
        ("60000002", 1, ["60000002"], "没有这个会员编号"),
        ("2180", 0, ["60000001"], "792＊＊＊2180测＊＊1975"),
        ("７９２１７４２１８０", 1, ["60000001"], "792＊＊＊2180测＊＊1975"),
        ("李建国", None, ["60000001"], "会员只按编号找"),
        ("小明", None, ["60000002"], "会员只按编号找"),
        ("没有这个人", None, [], "会员只按编号找"),
        ("%_", None, [], "会员只按编号找"),
    ],
)
def test_one_field_finds_all_three(clerk, typed, calls, notices, members):
    page = clerk.post("/search", text=typed).text
    assert re.findall(r'href="/console/notices/\d+">(\d{8})<', page) == notices
    assert members in part(page, "members")
    if calls is None:
        assert "在来电里找谁说过" in part(page, "calls")
    else:
        links = re.findall(r'href="/console/calls/(CA\w+)"', page)
        assert len(links) == calls


def test_what_is_looked_for_is_in_no_address_and_logged_masked(clerk):
    page = clerk.post("/search", text="7921742180").text
    assert not re.search(r'(href|action)="[^"]*7921742180', page)
    assert clerk.logged()[-1] == ("everything searched", "********80")
    clerk.post("/search", text="李建国")
    assert clerk.logged()[-1] == ("everything searched", "words")


def test_of_members_who_share_an_end_only_a_few_are_listed_and_more_digits_tell(clerk):
    page = clerk.post("/members", number="6543").text
    assert "会员太多" in page
    assert "6543 测" not in page
    assert clerk.logged()[-1] == ("member looked up", "**43")
    several = clerk.post("/members", number="6789").text
    assert len(re.findall(r'name="member" value="\d+"', several)) == 2
    assert "示例机械厂" not in several
    assert "出生年份" in clerk.post("/members", number="16789").text, "one is shown at once"
    assert "没有这个会员编号" in clerk.post("/members", number="36789").text


def test_one_of_several_is_opened_by_its_button_and_that_is_logged(clerk):
    chosen = re.search(r'name="member" value="(\d+)"', clerk.post("/members", number="6789").text)[
        1
    ]
    page = clerk.post("/members", member=chosen).text
    assert "出生年份" in page
    assert clerk.logged()[-1] == ("member looked up", "********89")
    assert "没有这个会员编号" in clerk.post("/members", member="999999").text


def test_three_digits_are_no_end_of_a_number(clerk):
    assert "后 4 位以上" in clerk.post("/members", number="180").text


def test_editors_have_no_such_field_and_no_such_page(office):
    editor = add_person(office, "editor")
    assert 'class="find"' not in editor.get("/overview").text
    assert editor.post("/search", text="5678").status_code == 403


def test_the_field_is_on_every_page_of_an_operator(clerk):
    for path in ("/overview", "/calls", "/members", "/account"):
        assert 'action="/console/search"' in clerk.get(path).text
    assert "一起找" in clerk.get("/search").text


def test_a_member_is_found_by_the_end_of_a_number_given_anew(office, clerk, tmp_path):
    take(office.services.engine, write_csv(tmp_path / "m.csv", another(7770001)))
    assert "出生年份" in clerk.post("/members", number="0001").text
