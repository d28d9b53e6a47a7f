"""What callers told of people and places is no question: editors never read it, in no list."""

import re

import pytest

from console.knowledge.dry_run import real_questions
from tests.support.callers import make_call
from tests.support.hotlines import RunningHotline
from tests.support.staff import add_person, new_hotline

NOTICE = [
    "我要报一个事故",
    "王芳，她同事",
    "不知道",
    "李建国，三棉厂",
    "昨天",
    "对",
    "三棉厂",
    "手断了",
]


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> RunningHotline:
    office = new_hotline(tmp_path_factory.mktemp("office"))
    for told in (NOTICE, NOTICE[:4], [*NOTICE[:2], "张红"], ["我要报一个事故", "老周"]):
        make_call(office, *told, outcome="hung_up")
    make_call(office, "红烧肉怎么烧", outcome="hung_up")
    return office


NAMES = ("王芳", "李建国", "三棉厂", "张红", "老周", "手断了")


@pytest.mark.parametrize("name", NAMES)
def test_an_editor_does_not_read_it_among_the_unanswered(office, name):
    page = add_person(office, "editor").get("/unanswered", days=7).text
    names_of_illnesses = re.search("<datalist.*?</datalist>", page, re.DOTALL)
    assert name not in page.replace(names_of_illnesses[0], "")
    assert "红烧肉怎么烧" in page


@pytest.mark.parametrize("name", NAMES)
def test_it_is_not_among_the_questions_a_dry_run_is_tried_with(office, name):
    with office.services.sessions() as session:
        asked = [text for q in real_questions(session) for text, _ in q["readings"]]
    assert name not in "".join(asked)
    assert "红烧肉怎么烧" in asked
