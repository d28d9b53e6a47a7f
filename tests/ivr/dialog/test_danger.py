"""Danger and despair come first, at every question and however little was heard."""

from dataclasses import replace

import pytest

from ivr.dialog.acts import HandOff, Said
from ivr.dialog.urgency import may_be_urgent
from tests.support.phone import FakeWorld, Phone, meant

DANGER, DESPAIR = "他快不行了，救命", "我不想活了"


def caller(**meanings) -> Phone:
    world = FakeWorld()
    world.meanings = {
        DANGER: meant("emergency"),
        DESPAIR: meant("distress"),
        "对，他快不行了": meant("emergency"),
        "机器把手轧断了，血止不住": meant("emergency"),
        "我要报一个触电事故，人已经出院了": meant("accident.report"),
        **meanings,
    }
    return Phone(world)


REACHED_BY = {
    "menu.main": [],
    "menu.claims": ["/2"],
    "member.number": ["/3"],
    "number.confirm": ["/3", "/7921742180"],
    "member.birth": ["/3", "/7921742180", "/1"],
    "menu.card": ["/5"],
    "confirm.topic": ["新梗赔不赔"],
    "choose.2": ["那个什么病"],
    "menu.more": ["糖尿病赔不赔"],
    "deadline.when.critical_illness": ["/2", "/1", "/3"],
}
IN_A_NOTICE = {
    "notice.number": ["我要报事故", "我姓王"],
    "notice.when": ["我要报事故", "我姓王", "/7921742180", "/1"],
}


def at(prompt: str, words: list[str], call: Phone | None = None) -> Phone:
    call = call or caller()
    for word in words:
        call = call.keys(word[1:]) if word.startswith("/") else call.says(word)
    return call.is_asked(prompt)


@pytest.mark.parametrize(("prompt", "words"), REACHED_BY.items())
def test_danger_is_met_by_120_wherever_it_is_heard(prompt, words):
    call = at(prompt, words).says(DANGER).hears("urgent.emergency").is_asked("urgent.next")
    call.says("转人工").is_handed_off()
    assert call.turn.then == HandOff("emergency")


@pytest.mark.parametrize("confidence", [0.1, 0.9])
def test_danger_is_heard_however_unsure_the_recogniser_is(confidence):
    call = caller().does(Said(DANGER, confidence)).hears("urgent.emergency")
    call.does(Said("我要报事故", 0.9)).is_asked("notice.reporter")


@pytest.mark.parametrize("decision", ["confirm", "choose"])
def test_danger_is_not_asked_back(decision):
    unsure = meant("emergency", decision)
    caller(**{DANGER: unsure}).says(DANGER).hears("urgent.emergency").is_asked("urgent.next")


def test_a_yes_with_danger_in_it_is_danger():
    call = at("confirm.topic", ["新梗赔不赔"]).says("对，他快不行了")
    call.hears("urgent.emergency").is_asked("urgent.next")


def test_after_120_a_notice_can_be_given():
    call = caller().says(DANGER).is_asked("urgent.next").says("报事故")
    call.is_asked("notice.reporter")


def test_who_says_nothing_after_120_is_connected_as_an_emergency():
    call = caller().says(DANGER).is_silent().is_silent().is_silent()
    assert call.turn.then == HandOff("emergency")


@pytest.mark.parametrize(("prompt", "words"), IN_A_NOTICE.items())
def test_in_a_notice_the_warning_is_given_once_and_the_notice_goes_on(prompt, words):
    call = at(prompt, words).says(DANGER).hears("urgent.emergency").is_asked(prompt)
    call.says(DANGER).is_asked(prompt)
    assert "urgent.emergency" not in call.heard


def test_danger_told_as_the_story_is_kept_as_the_story():
    call = at("notice.when", IN_A_NOTICE["notice.when"]).keys("20261122").keys("1")
    call.says("车间里").is_asked("notice.what").says("机器把手轧断了，血止不住")
    assert call.hears("urgent.emergency").world.notice["story"] == "机器把手轧断了，血止不住"


def test_an_accident_that_is_over_is_a_notice():
    call = caller().says("我要报一个触电事故，人已经出院了").is_asked("notice.reporter")
    assert "urgent.emergency" not in call.heard


@pytest.mark.parametrize(("prompt", "words"), {**REACHED_BY, **IN_A_NOTICE}.items())
def test_despair_reaches_a_person_at_once(prompt, words):
    call = at(prompt, words).says(DESPAIR)
    assert call.heard == ["urgent.distress"]
    assert call.turn.then == HandOff("distress")


def test_where_nobody_answers_the_despairing_are_called_back_first_and_told_of_counselling():
    call = caller().says(DESPAIR).nobody_answers()
    call.hears("urgent.distress_busy", "urgent.distress_kept", "urgent.distress_end").is_over()
    assert call.world.callback == {"reason": "distress", "phone": "13800001234"}


def test_without_a_number_one_is_asked_for_and_nothing_is_promised_in_vain():
    world = FakeWorld(caller="")
    world.meanings = {DESPAIR: meant("distress")}
    call = Phone(world).says(DESPAIR).nobody_answers().is_asked("callback.number").keys("*")
    call.hears("urgent.distress_end").is_over()
    assert "urgent.distress_kept" not in call.heard


@pytest.mark.parametrize(
    "told", ["他现在在去医院的路上", "我姓赵", "救护车来了", "登记", "报", "我同事，叫王小明"]
)
def test_who_goes_on_telling_after_the_warning_has_the_notice_taken(told):
    call = caller().says(DANGER).is_asked("urgent.next").says(told)
    call.is_asked("notice.reporter")
    assert "notice.emergency" not in call.heard, "the warning was given"


@pytest.mark.parametrize(
    "told", ["我叫李秀英，是他老婆", "昨天下午的事", "会员号是三零幺四六七三零零二"]
)
def test_who_goes_on_telling_when_the_notice_is_to_be_confirmed_means_it(told):
    half = meant("accident.report", "confirm")
    call = caller(**{"我老公从架子上掉下来了，昨天": half}).says("我老公从架子上掉下来了，昨天")
    call.is_asked("confirm.topic").says(told).is_asked("notice.reporter")


@pytest.mark.parametrize("said", ["不用登记了", "不要报", "不用了", "不是", "不用找人"])
def test_a_no_after_the_warning_is_a_no(said):
    call = caller().says(DANGER).is_asked("urgent.next").says(said)
    call.is_asked("menu.more")


@pytest.mark.parametrize(
    ("asked", "meaning"),
    [
        ("我是问糖尿病赔不赔", meant("illness.coverage", illness="diabetes")),
        ("路上我想起来了，会员卡挂失", meant("card.reissue")),
    ],
)
def test_who_asks_something_else_when_a_notice_is_to_be_confirmed_is_answered(asked, meaning):
    call = caller(出事了=meant("accident.report", "confirm"), **{asked: meaning})
    call.says("出事了").is_asked("confirm.topic").says(asked)
    assert call.world.asked[-1].meaning.topic == meaning.meaning.topic


def test_despair_needs_its_words_to_be_asked_about():
    """Two characters that sound like it are no reason to ask somebody whether life is hard."""
    guess = replace(meant("distress", "choose"), alternatives=())
    caller(**{"没啥": guess}).says("没啥").hears("misheard.1").is_asked("menu.main", 1)


URGENT_WORDS = [
    "救命",
    "救护车",
    "快不行了",
    "要不行了",
    "快死了",
    "没气了",
    "断气了",
    "没呼吸",
    "没有呼吸",
    "没心跳",
    "叫不醒",
    "叫不应",
    "喊不醒",
    "叫了没反应",
    "没有知觉了",
    "昏过去",
    "昏迷不醒",
    "晕倒了",
    "不省人事",
    "失去意识",
    "口吐白沫",
    "吐血了",
    "大出血",
    "血止不住",
    "流血了",
    "都是血",
    "喘不上气",
    "透不过气",
    "着火了",
    "爆炸了",
    "出人命",
    "快来人",
    "压在下面",
    "压牢了",
    "被埋了",
    "困在电梯",
    "掉到井里",
    "落水了",
    "溺水了",
    "漏煤气",
    "煤气中毒了",
    "触电了",
    "电着了",
    "打一二零",
    "打120",
    "叫120",
    "喝农药",
    "割腕",
    "不想活",
    "活不下去",
    "活着没意思",
    "想死",
    "不如死",
    "寻死",
    "我想不开",
    "想自杀",
    "要轻生",
    "跳黄浦江",
    "想跳楼",
    "结束生命",
    "一了百了",
    "没有活路",
    "撑不下去",
    "熬不下去",
    "自己了断",
    "生不如死",
]


@pytest.mark.parametrize("word", URGENT_WORDS)
def test_every_word_of_danger_and_despair_is_looked_up(word):
    assert may_be_urgent(Said(f"喂{word}", 0.2))
    assert may_be_urgent(Said("喂喂", 0.3, ((word, 0.1),)))


@pytest.mark.parametrize(
    "words", ["对", "不是的", "七九二幺七四二幺八零", "昨天", "一三八零零零零幺二三四", "可以"]
)
def test_the_usual_answers_are_not_looked_up(words):
    assert not may_be_urgent(Said(words))


def nobody_answers(shown: str = "13800001234") -> Phone:
    """A caller who asked for a person, and whom no person answered."""
    world = FakeWorld(caller=shown)
    world.meanings = {DANGER: meant("emergency"), DESPAIR: meant("distress")}
    return Phone(world).keys("0").nobody_answers()


def test_danger_while_a_call_back_is_agreed_on_is_met_by_120_and_the_call_goes_on():
    call = nobody_answers().is_asked("callback.same").says(DANGER)
    call.hears("urgent.emergency").is_asked("callback.same").says("可以").is_asked("person.message")
    call.says(DANGER).hears("person.saved", "goodbye.bereaved").is_over()
    assert call.world.callback["text"] == DANGER


def test_danger_without_a_number_is_met_by_120_too():
    call = nobody_answers(shown="").is_asked("callback.number").says(DANGER)
    call.hears("urgent.emergency").is_asked("callback.number")


@pytest.mark.parametrize("prompt", ["callback.same", "person.message"])
def test_despair_after_nobody_answered_is_connected_again_and_called_back_first(prompt):
    call = nobody_answers()
    call = call if prompt == "callback.same" else call.says("可以")
    call = call.is_asked(prompt).says(DESPAIR).hears("urgent.distress")
    assert call.turn.then == HandOff("distress")
    call.nobody_answers().hears("urgent.distress_kept", "urgent.distress_end").is_over()
    assert call.world.callback["reason"] == "distress"


@pytest.mark.parametrize(
    "worse", ["他没有呼吸了", "没心跳了", "他现在昏过去了，叫不应", "救命啊，她没气了"]
)
def test_in_a_notice_who_gets_worse_is_met_by_120_again(worse):
    call = caller(**{worse: meant("emergency")})
    call = at("notice.when", IN_A_NOTICE["notice.when"], call).says(DANGER).says(worse)
    call.hears("urgent.emergency").is_asked("notice.when")


def test_a_cry_for_help_is_no_place():
    cry = "他没有呼吸了，怎么办啊"
    call = at("notice.when", IN_A_NOTICE["notice.when"], caller(**{cry: meant("emergency")}))
    call.keys("20261122").keys("1").is_asked("notice.where").says(cry)
    call.hears("urgent.emergency").is_asked("notice.where")
    assert cry in call.world.notice["remarks"], "who hangs up now has lost no word"


def test_a_cry_for_help_is_kept_as_the_story_and_as_the_message():
    cry = "救命啊，他没气了，怎么办"
    call = caller(**{cry: meant("emergency")})
    call = at("notice.when", IN_A_NOTICE["notice.when"], call).keys("20261122").keys("1")
    call.says("车间里").is_asked("notice.what").says(cry).hears("urgent.emergency")
    assert call.world.notice["story"] == cry
    left = nobody_answers().says("可以").is_asked("person.message").says(DANGER)
    left.hears("urgent.emergency", "person.saved").is_over()
    assert left.world.callback["text"] == DANGER


@pytest.mark.parametrize(
    "called",
    [
        "救护车已经在路上了",
        "120打过了",
        "打了打了，120来了，现在怎么办",
        "救护车叫好了",
        "在等救护车",
    ],
)
def test_who_has_called_the_ambulance_is_not_told_to_again(called):
    call = caller(**{called: meant("emergency")}).says(DANGER).is_asked("urgent.next")
    call.says(called).hears("urgent.on_the_way")
    assert "urgent.emergency" not in call.heard
    assert call.turn.then.prompt == "urgent.next"


@pytest.mark.parametrize("asks", ["要不要打120", "快打120啊", "救护车怎么还没来"])
def test_who_asks_for_the_ambulance_has_not_called_it(asks):
    call = caller(**{asks: meant("emergency")}).says(DANGER).says(asks)
    call.hears("urgent.emergency").is_asked("urgent.next")
