"""A greeting opens a call; it is greeted back, and no failure."""

import pytest

from tests.support.phone import FakeWorld, Phone, meant

GREETINGS = [
    "喂", "喂喂喂，听得到吗", "你好呀", "你好，请问是12351吗", "在吗", "喂，你好，我想问一下哦",
    "您好，请问这里是工会吗", "我有个问题想问一下", "老师你好", "早上好", "喂，听得见伐", "hello",
    "你们是幺二三五幺热线伐", "麻烦你，打听一桩事体",
]  # fmt: skip


@pytest.mark.parametrize("said", GREETINGS)
def test_a_greeting_is_greeted_back_and_the_question_asked_as_before(said):
    call = Phone().says(said).hears("hello").is_asked("menu.main", attempt=0)
    call.says("糖尿病赔不赔").hears("answer.piece")


def test_three_ways_to_open_a_call_lead_to_no_person():
    call = Phone().says("喂").says("你好呀").says("喂，你好，我想问一下哦")
    call.hears("hello").is_asked("menu.main", attempt=0)


def test_a_line_that_hears_nothing_else_comes_to_a_person_in_the_end():
    call = Phone()
    for _ in range(3):
        call.says("喂").hears("hello")
    call.says("喂").says("喂").says("喂").is_handed_off()


def test_also_where_an_answer_waits():
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(8)]
    Phone(world).says("糖尿病赔不赔").says("喂").hears("hello").is_asked("answer.more")
    Phone().says("新梗赔不赔").says("喂喂").hears("hello").is_asked("confirm.topic")


def test_a_question_behind_the_greeting_is_answered():
    world = FakeWorld()
    world.meanings["你好，心梗赔不赔"] = meant("illness.coverage", illness="ami")
    assert "hello" not in Phone(world).says("你好，心梗赔不赔").heard


def test_what_is_surely_understood_goes_before():
    world = FakeWorld()
    world.meanings["有人吗"] = meant("operator")
    Phone(world).says("有人吗").is_handed_off()


@pytest.mark.parametrize("said", ["听不清楚", "我没听到", "嗯嗯", "你是谁"])
def test_what_is_no_greeting_is_not_greeted(said):
    Phone().says(said).hears("misheard.1")
