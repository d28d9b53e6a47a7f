"""Whether "covered" may be said plainly is judged alike, outright, after a yes and after a choice."""

from dataclasses import replace

import pytest

from tests.support.phone import MEMBER, FakeWorld, Phone, meant


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


PIECES = ("在大病范围里。", "资助一万元。", "最终以职保会界定为准。")


@pytest.mark.parametrize(
    ("doubts", "told"),
    [
        (("first",), ["answer.reserved.first"]),
        (("inpatient",), ["answer.reserved.inpatient"]),
        (("first", "inpatient"), ["answer.reserved.first", "answer.reserved.inpatient"]),
        (("member", "first"), ["answer.reserved", "answer.reserved.first"]),
    ],
)
def test_who_has_ruled_a_condition_out_hears_it_and_who_decides_and_no_sum(doubts, told):
    world = FakeWorld()
    world.pieces, world.doubts, world.own_word = PIECES, doubts, "心梗"
    call = Phone(world).says("新梗赔不赔").says("对").is_asked("menu.more")
    assert call.heard == [*told, "answer.piece", "menu.more"]
    assert call.turn.says[-1].slots == {"text": PIECES[-1]}


def test_where_it_is_open_which_illness_it_is_all_is_told_after_that():
    world = FakeWorld()
    world.pieces, world.doubts = PIECES, ("illness",)
    call = Phone(world).says("糖尿病赔不赔")
    assert call.heard[:4] == ["answer.reserved.illness", *["answer.piece"] * 3]


def identified(**changes: str) -> Phone:
    """A member with these records, who has just heard of them."""
    world = FakeWorld()
    world.pieces, world.covered = PIECES, True
    world.members = {("7921742180", "1975-08-12"): replace(MEMBER, **changes)}
    world.meanings["保障有哪些内容"] = meant("benefit.overview")
    call = Phone(world).keys("3").keys("7921742180").keys("1").keys("19750812")
    return call.is_asked("menu.more")


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ({"period": "over"}, "member.period_over"),
        ({"period": "ahead"}, "member.period_ahead"),
        ({"period": "none"}, "member.period_none"),
        ({"state": "expired"}, "member.state.expired"),
        ({"state": "cancelled"}, "member.state.cancelled"),
    ],
)
def test_a_member_whose_period_is_not_running_is_told_so_before_any_illness(records, told):
    call = identified(**records).says("糖尿病赔不赔")
    assert call.heard == [told, "answer.reserved.first", "answer.piece", "menu.more"]
    assert call.turn.says[-1].slots == {"text": PIECES[-1]}
    call.world.covered = False
    assert call.says("保障有哪些内容").heard[:2] == [told, "answer.piece"]


@pytest.mark.parametrize("records", [{}, {"state": "lost"}, {"state": "moved"}])
def test_a_member_whose_period_is_running_or_unknown_hears_the_answer(records):
    call = identified(**records).says("糖尿病赔不赔")
    assert call.heard == [*["answer.piece"] * 3, "menu.more"]


def test_what_is_not_covered_has_no_period():
    call = identified(period="over")
    call.world.covered = False
    assert call.says("糖尿病赔不赔").heard[0] == "answer.piece"
