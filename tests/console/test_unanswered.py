"""Questions that were not answered, together, and what becomes of them."""

import re

import pytest

from models import knowledge_desk as desk
from tests.console.callers import make_call, said
from tests.console.conftest import add_person, new_house


@pytest.fixture
def house(tmp_path):
    """A hotline with a week's unanswered questions."""
    built = new_house(tmp_path, today="")
    for text in ("明天会不会下雨", "明天会不会下雪", "明天会不会夏雨"):
        make_call(built, said(text), outcome="hung_up")
    make_call(built, said("今天股票涨了没有"), outcome="hung_up")
    make_call(built, said("糖尿病赔不赔"), "0", outcome="handed_off")
    make_call(built, said("心肌梗死赔不赔"), outcome="completed")
    return built


@pytest.fixture
def editor(house):
    return add_person(house, "editor")


def headings(page: str) -> list[str]:
    """(question, how often) of every group, in order."""
    found = re.findall(r'<h2 id="group-\d+">(.*?) <span class="tag[^"]*">(.*?)</span>', page)
    return [f"{text} {often}" for text, often in found]


def keys(page: str, text: str) -> list[str]:
    """What the form of a group sends."""
    group = next(part for part in page.split("<section")[1:] if f"{text}</a>" in part)
    return re.findall(r'name="key" value="([^"]+)"', group)


def test_alike_questions_are_one_group_with_its_size_and_the_answered_are_left_out(editor):
    page = editor.get("/unanswered").text
    assert re.fullmatch("明天会不会.. 3 次", headings(page)[0])
    assert all(text in page for text in ("明天会不会下雨", "明天会不会下雪", "明天会不会夏雨"))
    assert "今天股票涨了没有 1 次" in headings(page)
    assert "糖尿病赔不赔 1 次" in headings(page), "a person took over after it"
    assert "没听懂 0，转人工 1" in page
    assert "心肌梗死赔不赔 1 次" not in headings(page)


def test_ignored_is_not_listed_again_nor_what_is_like_it(house, editor):
    page = editor.get("/unanswered").text
    editor.post("/unanswered", do="ignore", key=keys(page, "明天会不会下雨"), days="7")
    make_call(house, said("明天会不会下雨"), outcome="hung_up")
    page = editor.get("/unanswered").text
    assert not any("明天" in heading for heading in headings(page))
    assert "另有 1 条和已忽略的相似" in page
    assert ("questions ignored", "3") in editor.logged()


def test_an_alias_goes_into_the_draft_of_what_it_means(house, editor):
    page = editor.get("/unanswered").text
    form = {"do": "alias", "key": keys(page, "糖尿病赔不赔"), "text": "甜尿病"}
    answer = editor.post("/unanswered", **form, meaning="illness.coverage|diabetes|")
    assert answer.status_code == 302
    with house.board.sessions() as session:
        assert "甜尿病" in desk.open_version(session, "diabetes").body["aliases"]
    assert "糖尿病赔不赔 1 次" not in headings(editor.get("/unanswered").text)


def test_a_sentence_becomes_an_example_of_an_answer(house, editor):
    page = editor.get("/unanswered").text
    form = {"do": "alias", "key": keys(page, "今天股票涨了没有"), "text": "卡里能买股票吗"}
    editor.post("/unanswered", **form, meaning="card.bank||")
    with house.board.sessions() as session:
        item = desk.find_item(session, "card.bank")
        assert "卡里能买股票吗" in desk.open_version(session, item).body["examples"]


@pytest.mark.parametrize("form", [{"meaning": ""}, {"meaning": "card.bank||", "text": ""}])
def test_half_a_form_changes_nothing(editor, form):
    page = editor.get("/unanswered").text
    before = headings(page)
    given = {"do": "alias", "key": keys(page, "明天会不会下雨"), "text": "明天", **form}
    editor.post("/unanswered", **given)
    page = editor.get("/unanswered").text
    assert headings(page) == before
    assert "并选好它的意思" in page


def test_operators_look_and_editors_see_no_numbers(house):
    make_call(house, said("明天一三八零零零零一二三四"), outcome="hung_up")
    operator = add_person(house, "operator")
    assert "一三八零零零零一二三四" in operator.get("/unanswered").text
    assert operator.post("/unanswered", do="ignore", key=[]).status_code == 403
    page = add_person(house, "editor").get("/unanswered").text
    assert "一三八零零零零一二三四" not in page
    assert "（号码）" in page


def test_nothing_left_says_so(tmp_path):
    page = add_person(new_house(tmp_path / "quiet"), "operator").get("/unanswered", days=7).text
    assert "没有没答上的问题" in page
