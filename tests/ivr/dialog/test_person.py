"""Calls in which nobody is free: what was agreed to is kept, and nothing is promised without a number."""

import pytest

from tests.support.phone import FakeWorld, Phone

MOBILE = "13912345678"


def waiting(caller: str = "") -> Phone:
    """A caller whom no operator answered."""
    return Phone(FakeWorld(caller=caller)).keys("0").nobody_answers()


@pytest.mark.parametrize("leave", ["再见", "*", "0", "#", "-"])
def test_an_agreed_number_stays_whatever_comes_instead_of_a_message(leave):
    call = waiting().keys(MOBILE).says("对").is_asked("person.message")
    match leave:
        case "-":
            call.is_silent().is_silent().is_silent()
        case "再见":
            call.says(leave)
        case _:
            call.keys(leave)
    call.hears("person.saved_number", "goodbye").is_over()
    assert call.world.callback["phone"] == MOBILE


def test_another_number_than_the_one_shown_stays():
    call = waiting("13800001234").says("换一个号码").keys(MOBILE).says("对").keys("*")
    call.hears("person.saved_number").is_over()
    assert call.world.callback["phone"] == MOBILE


@pytest.mark.parametrize("no", ["不留了", "没有", "不用了，谢谢", "没什么要说的", "算了"])
def test_who_leaves_no_message_is_not_told_that_there_is_one(no):
    call = waiting("13800001234").says("可以").says(no)
    call.hears("person.saved_number", "goodbye").is_over()
    assert (call.world.callback["text"], call.world.callback["recording"]) == ("", "")


@pytest.mark.parametrize("leave", ["*", "#", "再见"])
def test_nothing_is_promised_without_a_number(leave):
    call = waiting()
    call.says(leave) if leave == "再见" else call.keys(leave)
    call.hears("person.nothing_saved", "goodbye").is_over()
    assert not call.world.callback


def test_who_cannot_give_a_number_may_still_leave_a_message():
    call = waiting().keys("123").keys("123").keys("123")
    call.hears("person.no_number").is_asked("person.message")
    call.says("我姓王，在三棉厂").hears("person.saved_message").is_over()
    assert call.world.callback["text"] == "我姓王，在三棉厂"
