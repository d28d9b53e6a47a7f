"""Whether "covered" may be said plainly is judged alike, outright, after a yes and after a choice."""

from dataclasses import replace

import pytest

from tests.support.phone import FakeWorld, Phone


@pytest.fixture
def world() -> FakeWorld:
    world = FakeWorld()
    world.reserved = True
    return world


def test_a_reserve_comes_before_the_answer(world):
    call = Phone(world).says("糖尿病赔不赔")
    assert call.heard[:2] == ["answer.reserved", "answer.piece"]


def test_also_after_a_yes_and_with_all_that_was_said(world):
    call = Phone(world).says("新梗赔不赔").says("对，是我儿子")
    call.hears("answer.reserved")
    assert world.asked[-1].said == "新梗赔不赔，对，是我儿子"


def test_also_after_a_choice(world):
    call = Phone(world).says("那个什么病").says("第二个").hears("answer.reserved")
    assert call.world.asked[-1].said == "那个什么病"


def test_an_answer_with_a_reserve_is_not_sent_without_it(world):
    world.facts = replace(world.facts, sms=True)
    world.pieces = [f"第{n}句。" for n in range(8)]
    Phone(world).says("糖尿病赔不赔").says("够了").is_asked("menu.more")


def test_from_the_list_by_key_nothing_was_said_that_could_be_doubted():
    call = Phone().keys("1").keys("1").keys("1").hears("answer.piece")
    assert call.world.asked[-1].said == ""


def test_the_callers_own_word_is_spoken_back():
    world = FakeWorld()
    world.own_word = "心梗"
    call = Phone(world).says("新梗赔不赔").says("对").hears("answer.own_word")
    assert call.turn.says[0].slots == {"word": "心梗", "name": "急性心肌梗死"}
