"""Whoever leaves an answer half-way is told on the way that the society decides."""

import pytest

from tests.support.phone import FakeWorld, Phone, meant

LONG = tuple(f"这是第{n}句话，它有二十几个字那么长，听起来要五秒钟。" for n in "一二三四五")
CAVEAT = "最终以职保会界定为准。"


def half_way() -> Phone:
    world = FakeWorld()
    world.pieces = (*LONG, CAVEAT)
    return Phone(world).says("糖尿病赔不赔").is_asked("answer.more")


def words(call: Phone) -> list[str]:
    return [say.slots.get("text", say.prompt) for say in call.turn.says]


@pytest.mark.parametrize("leave", ["够了", "再见", "查一下我的卡", "#", "*", "2"])
def test_the_caveat_is_heard_by_who_leaves(leave):
    call = half_way()
    call.keys(leave) if leave in "#*2" else call.says(leave)
    assert CAVEAT in words(call)


def test_danger_goes_before_it():
    call = half_way()
    call.world.meanings["救命啊，人快不行了"] = meant("emergency")
    call.says("救命啊，人快不行了")
    assert words(call)[0] == "urgent.emergency"
    assert CAVEAT not in words(call)


def test_who_says_nothing_listens_to_the_end():
    call = half_way()
    while call.turn.then.prompt == "answer.more":
        call.is_silent()
    assert CAVEAT in words(call)
