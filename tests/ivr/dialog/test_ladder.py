"""One ladder for the whole call: whatever goes wrong leads up to a person, and nothing is guessed."""

from dataclasses import replace

import pytest

from ivr.dialog.acts import HandOff, Said
from kb.contract import Candidate, Meaning
from tests.support.phone import FakeWorld, Phone, meant

TEETH = meant("illness.coverage", "confirm", illness="teeth")
HERNIA = Candidate(Meaning("illness.coverage", "hernia"), 0.9, "疝气赔不赔")
RETIRED = "退休了还有没有"


def caller(**meanings) -> Phone:
    world = FakeWorld()
    world.meanings = meanings
    return Phone(world)


def names_offered(call: Phone) -> set[str]:
    return set(call.turn.then.slots.values())


def test_the_same_absurd_question_is_asked_back_once_and_then_a_person_comes():
    call = caller(只是部分残疾=TEETH).says("只是部分残疾").is_asked("confirm.topic")
    call.says("只是部分残疾")
    assert call.heard[-1] != "confirm.topic"
    call.says("只是部分残疾").is_handed_off()


def test_denials_climb_the_ladder_too():
    call = caller(甲=TEETH, 乙=meant("card.bank", "confirm"), 丙=meant("card.about", "confirm"))
    call.says("甲").says("不是").hears("denied.1")
    call.says("乙").says("不是").hears("denied.2")
    call.says("丙").says("不是").is_handed_off()
    assert call.turn.then == HandOff("denied")


def test_silence_and_mumbling_and_a_denial_are_one_ladder():
    call = caller(甲=TEETH).is_silent().hears("silence.1")
    call.says("呜呜呜").hears("misheard.2").says("甲").says("不是").is_handed_off()


def test_an_answer_ends_the_ladder():
    call = Phone().says("呜呜呜").says("呜呜").says("糖尿病赔不赔").is_asked("menu.more")
    call.says("呜呜呜").hears("misheard.1").is_asked("menu.more", 1)


def test_what_was_denied_is_not_offered_again():
    unsure = replace(TEETH, alternatives=(HERNIA,))
    call = caller(甲=TEETH, 乙=unsure).says("甲").says("不是").says("乙")
    assert names_offered(call) == {"疝气赔不赔"}


def test_an_answer_to_another_question_leads_up_the_ladder():
    """不是，我问的是: the answer just given was wrong, so nothing was settled by it."""
    call = caller(甲=meant("card.bank"), 乙乙=meant("card.about"), 丙丙=meant("card.number"))
    call.says("甲").hears("answer.piece").says("不是，我问的是乙乙").hears("answer.piece")
    call.says("不是，我问的是丙丙").is_asked("menu.more")
    call.says("不是，我问的是乙乙").is_handed_off()


def test_a_no_with_a_new_question_is_understood_on_the_spot():
    call = caller(甲=TEETH, **{RETIRED: meant("outside.retired")})
    call.says("甲").is_asked("confirm.topic")
    call.says("不是，我没骨折，我是问退休了还有没有").hears("answer.piece").is_asked("menu.more")
    assert call.world.answered == ["outside.retired"]


def test_a_no_with_something_not_understood_is_a_plain_no():
    call = (
        caller(甲=TEETH).says("甲").says("不是这个毛病").hears("denied.1").is_asked("menu.main", 1)
    )
    assert call.world.answered == []


@pytest.mark.parametrize("decision", ["confirm", "choose"])
def test_the_end_of_the_call_is_never_guessed(decision):
    call = caller(他没死=meant("nav.bye", decision)).says("他没死")
    call.hears("misheard.1").is_asked("menu.main", 1)
    other = meant("nav.bye", decision, "", "", HERNIA)
    assert names_offered(caller(他没死=other).says("他没死")) == {"疝气赔不赔"}


@pytest.mark.parametrize("words", ["谢谢", "没有了", "知道了", "好了"])
def test_only_a_clear_good_bye_ends_a_call(words):
    call = caller(**{words: meant("nav.bye")}).keys("2").says(words)
    call.is_asked("menu.claims", 1)
    Phone().keys("2").says("再见").hears("goodbye").is_over()


@pytest.mark.parametrize(
    "words",
    ["等一下", "稍等", "我拿支笔", "我寻副眼镜", "等我一下，我去拿卡", "侬等一歇", "慢一点"],
)
def test_who_wants_a_moment_gets_it_and_nothing_is_counted(words):
    call = Phone().says(words).is_asked("wait")
    call.says(words).is_asked("wait").is_silent().is_asked("menu.main")
    call.says(words).says("糖尿病赔不赔").hears("answer.piece")


def test_a_number_may_be_fetched_and_said_after_a_moment():
    call = Phone().keys("3").says("等一下，我拿卡").is_asked("wait")
    call.says("七九二幺七四二幺八零").is_asked("number.confirm")


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("不要转人工", "operator"),
        ("别给我转人工", "operator"),
        ("我不想跟人说话", "operator"),
        ("我不报案", "accident.report"),
        ("先别挂", "nav.bye"),
        ("不要再见", "nav.bye"),
    ],
)
def test_what_the_caller_does_not_want_is_not_done(words, topic):
    call = caller(**{words: meant(topic)}).says(words)
    call.hears("as_you_wish").is_asked("menu.main")
    call = caller(**{words: meant(topic)}).keys("2").says(words)
    call.hears("as_you_wish").is_asked("menu.claims")


def test_what_else_is_said_beside_an_unwanted_thing_counts():
    call = caller(我卡丢了=meant("card.reissue"), **{"不用激活，我卡丢了": meant("card.activate")})
    call.says("不用激活，我卡丢了").hears("answer.piece")
    assert call.world.answered == ["card.reissue"]


@pytest.mark.parametrize("words", ["能不能转人工", "要不要转人工", "为什么不转人工"])
def test_a_question_about_a_person_is_no_refusal(words):
    caller(**{words: meant("operator")}).says(words).is_handed_off()


@pytest.mark.parametrize("words", ["English please", "do you speak English", "I need an operator"])
def test_english_is_met_by_one_english_sentence_and_a_person(words):
    call = caller(**{words: meant("card.about", "confirm")}).says(words).hears("english")
    assert call.turn.then == HandOff("english")


@pytest.mark.parametrize("words", ["ok", "ALS赔不赔", "我要查VIP卡"])
def test_a_few_letters_are_no_english(words):
    assert not isinstance(Phone().says(words).turn.then, HandOff)


@pytest.mark.parametrize(
    "words", ["本人", "陈人工", "我是客服", "二楼上面一层", "回去路上", "没有", "再讲"]
)
def test_a_recorded_answer_is_left_only_by_a_plain_command(words):
    meanings = {"本人": meant("operator"), "陈人工": meant("operator"), "没有": meant("nav.bye")}
    call = caller(**meanings).says("我要报事故").is_asked("notice.reporter").says(words)
    call.is_asked("notice.number")
    assert call.world.notice["reporter"] == words


def test_what_is_heard_well_and_not_ours_is_not_said_to_be_misheard():
    call = caller(今年桂花开得晚=meant("none", "reject"))
    call.says("今年桂花开得晚").hears("not_ours.1").is_asked("menu.main", 1)
    call.says("今年桂花开得晚").hears("not_ours.2")
    call.says("今年桂花开得晚").is_handed_off()


def test_what_is_heard_badly_is_asked_again():
    call = caller(今年桂花开得晚=meant("none", "reject"))
    call.does(Said("今年桂花开得晚", 0.4)).hears("misheard.1")
