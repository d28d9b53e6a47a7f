"""Ten digits on the telephone: doubted alone, corrected in part, and never taken on trust."""

from dataclasses import replace

import pytest

from ivr.dialog.acts import Said
from tests.support.phone import FakeWorld, Phone

NUMBER = "7921742180"
ASK, DOUBT, CONFIRM = "member.number", "number.doubt", "number.confirm"


def at_the_number() -> Phone:
    return Phone().keys("3").is_asked(ASK)


def hears_number(call: Phone, *readings: tuple[str, float]) -> Phone:
    """The recogniser's readings of one utterance, best first."""
    (text, confidence), *others = readings
    return call.does(Said(text, confidence, tuple(others)))


def read_back(call: Phone) -> str:
    return call.is_asked(CONFIRM).turn.then.slots["number"]


def test_a_clear_number_is_read_back_and_agreed():
    call = at_the_number().says("七九二幺七四二幺八零")
    assert read_back(call) == NUMBER
    call.says("对的").is_asked("member.birth")


def test_only_the_doubtful_digit_is_asked_for():
    call = at_the_number()
    hears_number(call, (NUMBER, 0.6), ("7921742780", 0.4)).is_asked(DOUBT)
    assert call.turn.then.slots == {"place": 8, "a": "1", "b": "7"}
    assert read_back(call.says("七")) == "7921742780"


@pytest.mark.parametrize(
    ("answer", "number"),
    [("第一个", NUMBER), ("是后面那个", "7921742780"), ("三", "7921742380"), ("都不是", NUMBER)],
)
def test_ways_to_name_the_doubtful_digit(answer, number):
    call = hears_number(at_the_number(), (NUMBER, 0.6), ("7921742780", 0.4))
    assert read_back(call.says(answer)) == number


def test_zero_and_nine_are_digits_when_a_digit_is_asked_for():
    call = hears_number(at_the_number(), ("7921742160", 0.6), ("7921742190", 0.4))
    assert read_back(call.keys("9")) == "7921742190"
    call = hears_number(at_the_number(), ("7921742180", 0.6), ("7921742186", 0.4))
    assert read_back(call.keys("0")) == NUMBER


@pytest.mark.parametrize("number", [NUMBER, "7921342780"])
def test_a_digit_named_may_settle_another_doubt_too(number):
    call = hears_number(at_the_number(), (NUMBER, 0.6), ("7921342780", 0.4)).is_asked(DOUBT)
    while call.turn.then.prompt == DOUBT:
        call.keys(number[call.turn.then.slots["place"] - 1])
    assert read_back(call) == number


def test_with_many_doubts_the_whole_number_is_asked_again_and_both_hearings_count():
    call = at_the_number()
    hears_number(call, ("7921742180", 0.4), ("1921749186", 0.3), ("7927742780", 0.3))
    call.hears("number.retry").is_asked(ASK)
    hears_number(call, ("7921742180", 0.7), ("7921742780", 0.3))
    assert read_back(call) == NUMBER


@pytest.mark.parametrize(
    ("correction", "number"),
    [
        ("不对，最后两位是八一", "7921742181"),
        ("不对，第三位是七", "7971742180"),
        ("不是，是七八", "7921742178"),
        ("不对，前三位是七九三", "7931742180"),
        ("七九三，幺七四，二幺八零", "7931742180"),
    ],
)
def test_a_correction_replaces_just_what_it_names_and_is_read_back_again(correction, number):
    call = at_the_number().says("七九二幺七四二幺八零")
    assert read_back(call.says(correction)) == number
    call.says("对").is_asked("member.birth")


@pytest.mark.parametrize("misheard", ["三", "二"])
def test_a_yes_misheard_as_a_digit_changes_no_number(misheard):
    call = at_the_number().says("七九二幺七四二幺八零").says(misheard)
    call.hears("misheard.1").is_asked(CONFIRM, attempt=1)
    assert call.turn.then.slots["number"] == NUMBER


@pytest.mark.parametrize("heard", [("对。对。", 0.34, (("不是。", 0.3),)), ("对的。", 0.26)])
def test_a_yes_that_may_be_a_no_or_anything_else_is_asked_again(heard):
    call = at_the_number().keys(NUMBER)
    call.does(Said(*heard)).is_asked(CONFIRM, attempt=1)


def test_a_number_denied_is_asked_for_anew():
    at_the_number().keys(NUMBER).says("不对").hears("number.retry").is_asked(ASK)


def test_after_two_wrong_numbers_the_keys_are_offered():
    call = at_the_number()
    for _ in range(2):
        call.says("七九二幺七四二幺八零").says("不对")
    call.hears("number.keys").is_asked(ASK)
    assert read_back(call.keys(NUMBER)) == NUMBER


def test_too_few_digits_are_counted_to_the_caller_and_three_times_lead_to_a_person():
    call = at_the_number().says("七九二幺七四")
    call.hears("number.wrong_length").is_asked(ASK, attempt=1)
    assert call.turn.says[-1].slots == {"count": 6}
    call.says("七九二幺").says("七九二幺七四二").is_handed_off()


def test_a_question_in_the_middle_is_not_taken_for_a_number():
    call = at_the_number().says("糖尿病赔不赔")
    call.hears("answer.piece").is_asked("menu.more")


def test_a_known_union_code_makes_a_number_likelier_but_excludes_none():
    call = hears_number(among_union("793"), (NUMBER, 0.5), ("7931742180", 0.5))
    assert call.is_asked(DOUBT).turn.then.slots == {"place": 3, "a": "3", "b": "2"}
    sure = hears_number(among_union("793"), (NUMBER, 0.99), ("7931742180", 0.01))
    assert read_back(sure) == NUMBER


def among_union(code: str) -> Phone:
    world = FakeWorld()
    world.facts = replace(world.facts, codes=(code,))
    return Phone(world).keys("3").is_asked(ASK)
