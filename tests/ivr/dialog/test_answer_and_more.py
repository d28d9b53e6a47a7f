"""A yes, a no or thanks, and more in the same breath: both are taken."""

from dataclasses import replace

import pytest

from ivr.dialog import remarks
from kb.contract import Meaning
from tests.support.phone import FakeWorld, Phone, meant

AMI = "心梗赔不赔"
LIMIT = "我胃癌，九月十号查出来的，最晚几号申请"
OTHERS = {
    "卡丢了怎么办": meant("outside.bank_account"),
    "卡丢了怎么挂失": meant("outside.bank_account"),
    "医保报销过还能赔吗": meant("outside.medical_insurance"),
    "糖尿病赔不赔": meant("illness.coverage", illness="diabetes"),
    "转人工": meant("operator"),
}


def caller(question: str = AMI, pieces: int = 5) -> Phone:
    """Asked whether to read on, on a phone that takes messages."""
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(pieces)]
    world.facts = replace(world.facts, sms=True)
    world.meanings = {
        AMI: meant("illness.coverage", illness="ami"),
        LIMIT: meant("claim.critical_illness", aspect="deadline"),
        **OTHERS,
    }
    return Phone(world).says(question).is_asked("answer.more")


def offered(question: str = AMI) -> Phone:
    return caller(question).says("听").is_asked("sms.offer")


def last(call: Phone) -> tuple[str, str]:
    meaning = call.world.asked[-1].meaning
    return meaning.topic, meaning.illness or meaning.aspect


MATERIALS = ("claim.critical_illness", "materials")


@pytest.mark.parametrize(
    ("words", "sent", "asked"),
    [
        ("不用短信，我就问你材料要什么", False, MATERIALS),
        ("不用短信我就问你材料要什么", False, MATERIALS),
        ("谢谢啊，还有就是卡丢了怎么办", False, ("outside.bank_account", "")),
        ("嗯，那材料要哪些", True, MATERIALS),
        ("不用了，期限是多久", False, ("claim.critical_illness", "deadline")),
        ("对，还有卡丢了怎么挂失", True, ("outside.bank_account", "")),
        ("要，再问一个，糖尿病赔不赔", True, ("illness.coverage", "diabetes")),
        ("发给我吧，那期限呢", True, ("claim.critical_illness", "deadline")),
        ("短信就不用了，材料要什么", False, MATERIALS),
        ("好的我知道了，再问你一个事，医保报销过还能赔吗", False, ("outside.medical_insurance", "")),
    ],
)  # fmt: skip
def test_a_question_after_the_answer_to_the_offer_of_a_message(words, sent, asked):
    call = offered().says(words)
    assert ([m.illness for m in call.world.sent], last(call)) == (["ami"] * sent, asked)
    assert ("sms.sent" in call.heard) is sent


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("不听了，材料要什么", MATERIALS),
        ("嗯，那材料要哪些", MATERIALS),
        ("好的我知道了，再问你一个事，医保报销过还能赔吗", ("outside.medical_insurance", "")),
        ("谢谢，再问一下糖尿病赔不赔", ("illness.coverage", "diabetes")),
    ],
)
def test_a_question_instead_of_the_rest_is_answered_after_the_caveat(words, asked):
    call = caller(pieces=8).says(words)
    assert call.turn.says[0].slots == {"text": "第7句。"}
    assert last(call) == asked
    assert not call.world.sent


def test_who_wants_the_rest_and_more_hears_both():
    call = caller().says("要听的，还有卡丢了怎么办")
    assert [say.slots["text"] for say in call.turn.says[:3]] == ["第3句。", "第4句。", "第0句。"]
    assert last(call) == ("outside.bank_account", "")


def test_the_rest_by_message_and_a_question():
    call = caller().says("短信发给我吧，那材料呢").hears("sms.sent")
    assert last(call) == MATERIALS


def test_a_person_is_wanted_after_a_no():
    offered().says("不用了，转人工").is_handed_off()


def test_a_wish_after_a_no_that_is_half_understood_is_asked_back():
    call = offered()
    call.world.meanings["帮我查一下卡"] = meant("member.status", "confirm")
    call.says("不用了，帮我查一下卡").is_asked("confirm.topic").says("对").is_asked("member.number")


def test_a_question_that_is_not_understood_is_not_passed_over_in_silence():
    call = offered().says("不用了，那个什么东西怎么搞啊").hears("misheard.1")
    assert not call.is_asked("menu.more").world.sent


@pytest.mark.parametrize(
    "words", ["不用了，我记住了", "不用，谢谢", "不用了，没什么了", "不要短信", "短信不用了"]
)
def test_more_words_that_ask_nothing_are_the_answer_alone(words):
    assert not offered().says(words).is_asked("menu.more").world.sent


@pytest.mark.parametrize("words", ["要的，发到我手机上", "短信要的", "好，发我手机"])
def test_a_yes_in_many_words_sends_one_message(words):
    assert len(offered().says(words).hears("sms.sent").is_asked("menu.more").world.sent) == 1


# A day beside the answer


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("不对不对，是八月十号", "2026-08-10"),
        ("不对，是八月五号，不是十月", "2026-08-05"),
        ("不对，我说错了，是八月一号", "2026-08-01"),
        ("不用，我九月一号查出来的", "2026-09-01"),
        ("不对，是去年的", "2025-09-10"),
        ("是八月十号", "2026-08-10"),
    ],
)
@pytest.mark.parametrize("at", [caller, offered])
def test_a_day_is_put_right_whatever_is_being_asked(at, words, day):
    call = at(LIMIT).says(words).is_asked("deadline.heard")
    assert call.turn.then.slots == {"date": day}
    assert not call.world.sent


def test_a_day_after_a_yes():
    call = caller(LIMIT).says("听，是八月十号").is_asked("sms.offer").says("要，是七月一号")
    assert call.hears("sms.sent").is_asked("deadline.heard").turn.then.slots == {
        "date": "2026-07-01"
    }


@pytest.mark.parametrize("words", ["不用了，今天就去办", "不用，我下个月再来", "不用，过两天再说"])
def test_a_day_of_something_to_come_is_not_counted_from(words):
    call = offered(LIMIT).says(words).is_asked("deadline.heard")
    assert call.turn.then.slots == {"date": "2026-09-10"}


@pytest.mark.parametrize(
    "words",
    [
        "要什么材料",
        "不用住院能赔吗",
        "可以报销吗",
        "没有住院能赔吗",
        "是什么意思",
        "对方赔钱了还能赔吗",
    ],
)
def test_a_question_that_begins_like_an_answer_is_none(words):
    assert remarks.answer_and_rest(words) == ("", "")


def test_the_question_is_about_what_was_answered():
    call = offered().says("不用了，能赔多少")
    assert call.world.asked[-1].meaning == Meaning("illness.coverage", "ami")


# At what is asked after the answer

DATED = "大病最晚几号申请"


def asked_for_the_day() -> Phone:
    world = FakeWorld()
    world.meanings = {DATED: meant("claim.critical_illness", aspect="deadline"), **OTHERS}
    return Phone(world).says(DATED).is_asked("deadline.when.critical_illness")


def test_a_question_after_no_day_is_named():
    call = asked_for_the_day().says("不用了，材料要什么")
    assert last(call) == MATERIALS


def test_a_question_after_the_day_is_agreed_to_follows_the_last_day():
    call = asked_for_the_day().says("九月一号").says("对，还有卡丢了怎么挂失")
    assert last(call.hears("deadline.by.critical_illness")) == ("outside.bank_account", "")


def test_a_day_after_a_no_is_counted_from():
    call = asked_for_the_day().says("不用，哦我九月一号查的").is_asked("date.confirm")
    assert call.turn.then.slots == {"date": "2026-09-01"}


def test_a_day_put_right_is_no_failure():
    call = asked_for_the_day()
    for day in ("九月一号", "不对，是九月二号", "不对，是九月三号", "不对，是九月四号"):
        call.says(day).is_asked("date.confirm")
    assert call.turn.then.slots == {"date": "2026-09-04"}


SEVERAL = "心梗能赔吗，要带什么材料"


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("不用，还有卡丢了怎么办", ["illness.coverage", "outside.bank_account"]),
        ("要，还有卡丢了怎么办", ["illness.coverage", "claim.critical_illness"]),
    ],
)
def test_a_question_after_the_offer_of_the_second_question(words, topics):
    world = FakeWorld()
    world.meanings = {SEVERAL: meant("illness.coverage", illness="ami"), **OTHERS}
    call = Phone(world).says(SEVERAL).is_asked("also.materials").says(words)
    assert call.world.answered == topics
    if words.startswith("要"):
        call.is_asked("also.offer").says("要")
        assert last(call) == ("outside.bank_account", "")
