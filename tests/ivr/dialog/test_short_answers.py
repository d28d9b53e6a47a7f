"""Answers as people give them: places, parts of names, thanks, bare words."""

from dataclasses import replace

import pytest

from kb.contract import Candidate, Meaning
from tests.support.phone import FakeWorld, Phone, meant

THREE = meant(
    "claim.accident_death",
    "choose",
    "",
    "payout",
    Candidate(Meaning("claim.accident_disability", "", "payout"), 0.3, "意外全残什么时候付钱"),
    Candidate(Meaning("illness.coverage", "ami"), 0.2, "急性心肌梗死赔不赔"),
)


def choosing() -> Phone:
    world = FakeWorld()
    world.meanings = {"意外的钱啥辰光下来": THREE}
    return Phone(world).says("意外的钱啥辰光下来").is_asked("choose.3")


FIRST, SECOND, THIRD = "claim.accident_death", "claim.accident_disability", "illness.coverage"


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("头一个", FIRST),
        ("前头那个", FIRST),
        ("前面那个", FIRST),
        ("上面那个", FIRST),
        ("就第一个吧", FIRST),
        ("中间那个", SECOND),
        ("第二个呀", SECOND),
        ("全残的那个", SECOND),
        ("后头那个", THIRD),
        ("最后一个", THIRD),
        ("末脚一个", THIRD),
        ("心梗那个", THIRD),
        ("心肌梗死", THIRD),
    ],
)
def test_one_of_three_is_chosen_as_people_say_it(words, topic):
    assert choosing().says(words).world.answered == [topic]


def test_all_of_them_are_told_one_after_another():
    call = choosing().says("都讲一讲").is_asked("also.next").says("要").is_asked("also.next")
    call.says("不用").is_asked("menu.more")
    assert call.world.answered == [FIRST, SECOND]


@pytest.mark.parametrize("words", ["都不是", "都勿是", "一个都不是"])
def test_none_of_them(words):
    assert choosing().says(words).hears("denied.1").world.answered == []


def after_an_answer() -> Phone:
    return Phone().says("糖尿病赔不赔").is_asked("menu.more")


@pytest.mark.parametrize(
    "words",
    [
        "没",
        "没有",
        "没啥",
        "没有了",
        "勿要了",
        "不要了",
        "晓得了",
        "知道了，谢谢",
        "谢谢侬，没有了",
        "好了，没有别的了",
    ],
)
def test_nothing_else_ends_the_call(words):
    after_an_answer().says(words).hears("goodbye").is_over()


@pytest.mark.parametrize("words", ["好", "嗯", "有", "还有", "好的", "我还有个问题"])
def test_something_else_is_asked_for(words):
    after_an_answer().says(words).hears("menu.go_on").is_asked("menu.more", 1)


@pytest.mark.parametrize("prompt", ["menu.main", "menu.more"])
@pytest.mark.parametrize("words", ["理赔", "怎么申请", "我要办理赔"])
def test_a_bare_claim_opens_its_menu(prompt, words):
    call = Phone() if prompt == "menu.main" else after_an_answer()
    call.says(words).is_asked("menu.claims")


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("生病走的", "claim.illness_death"),
        ("出车祸走的", "claim.accident_death"),
        ("残了", "claim.accident_disability"),
        ("大病", "claim.critical_illness"),
        ("头一个", "claim.critical_illness"),
        ("最后一个", "claim.illness_death"),
    ],
)
def test_the_kind_of_claim_in_the_callers_words(words, topic):
    call = Phone().keys("2").says(words).is_asked("menu.aspects").says("材料")
    assert call.world.asked[-1].meaning == Meaning(topic, "", "materials")


@pytest.mark.parametrize(
    ("words", "asked", "answer", "topic"),
    [
        ("人没了", "menu.claims.death", "生病", "claim.illness_death"),
        ("工伤", "menu.claims.accident", "全残了", "claim.accident_disability"),
    ],
)
def test_a_word_for_two_kinds_is_asked_back(words, asked, answer, topic):
    call = Phone().keys("2").says(words).is_asked(asked).says(answer).says("材料")
    assert call.world.answered == [topic]


@pytest.mark.parametrize(
    ("words", "aspect"),
    [
        ("钱", "payout"),
        ("要啥纸头", "materials"),
        ("表格", "materials"),
        ("去哪里办", "overview"),
        ("都要", "overview"),
        ("第三个", "deadline"),
    ],
)
def test_the_aspect_in_the_callers_words(words, aspect):
    call = Phone().keys("2").keys("1").says(words)
    assert call.world.asked[-1].meaning.aspect == aspect


def test_how_long_may_mean_two_aspects():
    call = Phone().keys("2").keys("1").says("多少时间").is_asked("menu.aspects.when").says("期限")
    assert call.world.asked[-1].meaning.aspect == "deadline"


def hearing_more() -> Phone:
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(8)]
    return Phone(world).says("大病理赔要什么材料").is_asked("answer.more")


@pytest.mark.parametrize("words", ["听", "讲", "继续讲", "好的", "嗯", "要听"])
def test_the_answer_goes_on(words):
    assert hearing_more().says(words).turn.says[0].slots == {"text": "第3句。"}


@pytest.mark.parametrize("words", ["不听了", "够了", "晓得了", "没啥", "可以了不听了"])
def test_enough_was_heard_and_the_caveat_still_comes(words):
    call = hearing_more().says(words).is_asked("menu.more")
    assert [say.slots["text"] for say in call.turn.says] == ["第7句。"]


def with_messages() -> Phone:
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(8)]
    world.facts = replace(world.facts, sms=True)
    return Phone(world).says("大病理赔要什么材料").is_asked("answer.more")


def test_the_rest_may_come_by_message():
    call = with_messages().says("短信发给我吧").hears("sms.sent").is_asked("menu.more")
    assert call.turn.says[0].slots == {"text": "第7句。"}, "the caveat is spoken all the same"
    assert len(call.world.sent) == 1


def test_who_cannot_be_sent_a_message_is_told_so():
    call = hearing_more().says("短信发给我吧").hears("sms.impossible").is_asked("menu.more")
    assert not call.world.sent


def offered_a_message() -> Phone:
    return with_messages().says("够了").is_asked("sms.offer")


def test_thanks_for_the_offer_of_a_message_is_no_hanging_up():
    call = offered_a_message()
    call.world.meanings = {"谢谢": meant("nav.bye")}
    call.says("谢谢").hears("thanks").is_asked("sms.offer", 1)
    assert call.says("发给我").hears("sms.sent").world.sent


@pytest.mark.parametrize("words", ["别发了", "不用发", "不要"])
def test_a_message_that_is_not_wanted_is_not_sent(words):
    assert not offered_a_message().says(words).is_asked("menu.more").world.sent


def test_services_are_chosen_by_their_place():
    call = Phone().keys("5").keys("8").is_asked("menu.services").says("最后一个")
    assert call.world.answered == ["service.discount"]


def test_an_illness_of_the_list_is_chosen_by_its_place():
    call = Phone().keys("1").keys("1").is_asked("illness.page").says("第二个")
    assert call.world.asked[-1].meaning.illness == "i1"


# By keys


def test_who_presses_keys_is_told_the_keys_at_once():
    call = Phone().keys("2").is_asked("menu.claims")
    assert call.turn.then.by_keys
    call.says("大病").is_asked("menu.aspects")
    assert not call.turn.then.by_keys


def test_a_recorded_answer_is_asked_for_by_voice_all_the_same():
    call = Phone().keys("4").is_asked("notice.reporter")
    assert not call.turn.then.by_keys


@pytest.mark.parametrize(
    ("menu", "said", "then"),
    [
        (["2"], "四", "menu.aspects"),
        (["2"], "第四个", "menu.aspects"),
        (["5"], "按四", "menu.more"),
        (["5", "8"], "三", "menu.more"),
    ],
)
def test_a_key_may_be_said(menu, said, then):
    call = Phone()
    for key in menu:
        call = call.keys(key)
    call.says(said).is_asked(then)


def test_who_lets_it_be_is_asked_for_something_else():
    call = Phone().says("算了").hears("as_you_wish")
    assert call.turn.then.prompt == "menu.main"
    call.says("糖尿病赔不赔").is_asked("menu.more").says("算了吧").hears("goodbye").is_over()
