"""Accident notices as people give them: nothing said in one ends it by guess."""

from dataclasses import replace

import pytest

from ivr.dialog.acts import HandOff
from tests.support.phone import MEANINGS, FakeWorld, Phone, meant

EVERYTHING = "我老公叫张建国，昨天在工地上从脚手架上摔下来了，腿断了，送到第六人民医院了"
BEREAVED = "我老公昨天在工地上摔死了"


@pytest.fixture(autouse=True)
def _sentences(monkeypatch):
    for said in (EVERYTHING, BEREAVED, "我是单位工会的，要报一个事故", "两个人都受伤了，要报事故"):
        monkeypatch.setitem(MEANINGS, said, meant("accident.report"))
    monkeypatch.setitem(MEANINGS, "会员号是啥", meant("card.number"))
    monkeypatch.setitem(MEANINGS, "没有了", meant("nav.bye"))


def up_to(prompt: str) -> Phone:
    """A notice in which everything was answered up to `prompt`."""
    call = Phone().says("我要报事故")
    answers = {
        "notice.reporter": "我姓王，是同事",
        "notice.number": "不晓得",
        "notice.name": "张三，机床厂",
        "notice.when": "前天",
        "date.confirm": "对",
        "notice.where": "在车间里",
        "notice.what": "从梯子上摔下来了",
        "notice.outcome": "受伤了",
        "notice.hospital": "瑞金医院",
        "callback.same": "可以",
    }
    while call.turn.then.prompt != prompt:
        call.says(answers[call.turn.then.prompt])
    return call


@pytest.mark.parametrize(
    "said",
    ["没有", "没有送", "没事了", "好了", "没有了", "没送", "没有送医院", "没有，在家里", "谢谢"],
)
def test_no_hospital_is_an_answer_and_never_the_end(said):
    call = up_to("notice.hospital").says(said).is_asked("callback.same")
    assert call.world.notice["hospital"] == said


@pytest.mark.parametrize(
    "said", ["本人", "同事", "家属", "工会工作人员", "我是客服", "陈人工", "客服小王"]
)
def test_who_rings_is_an_answer(said):
    call = up_to("notice.reporter").says(said).is_asked("notice.number")
    assert call.world.notice["reporter"] == said


@pytest.mark.parametrize("said", ["二楼上面一层", "回去路上", "返回单位的路上"])
def test_a_place_is_an_answer(said):
    call = up_to("notice.where").says(said).is_asked("notice.what")
    assert call.world.notice["place"] == said


@pytest.mark.parametrize("said", ["没了", "再讲", "再慧"])
def test_words_that_sound_like_commands_are_part_of_the_story(said):
    up_to("notice.what").says(said).is_asked("notice.outcome")


def test_who_wants_to_leave_is_asked_once_more():
    call = up_to("notice.where").says("再见").is_asked("notice.leave")
    call.says("不是").hears("notice.resume").is_asked("notice.where")
    call.says("再见").says("是的").is_over()
    assert call.world.notice["status"] == "incomplete"


def test_a_person_is_reached_from_any_question():
    up_to("notice.where").says("转人工").is_handed_off()


@pytest.mark.parametrize(
    "prompt", ["notice.number", "notice.where", "callback.same", "date.confirm"]
)
def test_a_question_in_between_is_answered_and_the_notice_goes_on(prompt):
    up_to(prompt).says("会员号是啥").hears("answer.piece", "notice.resume").is_asked(prompt)


@pytest.mark.parametrize(
    "said",
    ["不知道", "不晓得", "勿晓得", "没带卡", "找不到", "卡不在我这里", "没记住", "跳过", "他没卡"],
)
def test_a_number_nobody_knows_is_passed_over(said):
    up_to("notice.number").says(said).is_asked("notice.name")


@pytest.mark.parametrize("more", ["，没有错", "，没有了", "，不知道对不对"])
def test_what_is_said_behind_a_number_does_not_take_it_back(more):
    up_to("notice.number").says(f"零二三七四零九五四六{more}").is_asked("number.confirm")


def test_what_the_first_sentence_tells_is_not_asked_again():
    call = Phone().says(EVERYTHING).is_asked("notice.reporter").says("王丽")
    call.is_asked("notice.when_heard").says("对").is_asked("callback.same").says("可以")
    call.hears("notice.gist_person", "notice.gist_place", "notice.gist_hospital")
    call.says("对").hears("notice.done")
    assert call.world.notice["status"] == "complete"
    assert call.world.notice["person"] == "张建国"
    assert call.world.notice["outcome"] == "injured"


def test_the_bereaved_are_condoled_and_not_asked_whether_somebody_died():
    call = Phone().says(BEREAVED).hears("notice.condolence").is_asked("notice.reporter")
    asked = []
    for said in ("我是他老婆", "不晓得", "张建国，机床厂", "对", "没有", "可以"):
        call.says(said)
        asked.append(call.turn.then.prompt)
    assert "notice.outcome" not in asked
    call.hears("notice.gist_deceased").says("对").says("不用").says("不用").is_asked("menu.more")
    call.says("再见").hears("goodbye.bereaved")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("日期错了", "notice.when"),
        ("医院不对", "notice.hospital"),
        ("地点不对", "notice.where"),
        ("名字错了", "notice.name"),
        ("回电号码错了", "callback.same"),
    ],
)
def test_what_is_wrong_is_named_at_once(said, asked):
    up_to("notice.gist_right").says(said).is_asked(asked)


def test_a_death_is_corrected_in_the_same_breath():
    call = up_to("notice.gist_right").says("不对，是去世")
    call.hears("notice.condolence", "notice.gist_deceased").is_asked("notice.gist_right")
    assert call.world.notice["outcome"] == "deceased"


def test_nothing_to_correct_after_all():
    up_to("notice.gist_right").says("不对").is_asked("notice.correct").says("没有要改的").hears(
        "notice.done"
    )


def test_a_wrong_member_number_is_taken_back_by_a_name():
    call = up_to("notice.number").says("零二三七四零九五四六").says("对")
    said = {
        "notice.when": "前天",
        "date.confirm": "对",
        "notice.outcome": "受伤",
        "callback.same": "可以",
    }
    while call.turn.then.prompt != "notice.gist_right":
        call.says(said.get(call.turn.then.prompt, "张三"))
    call.says("会员号错了").is_asked("notice.number").says("不知道").says("张三，机床厂")
    assert call.world.notice["member_number"] == ""
    assert call.world.notice["person"] == "张三，机床厂"


def test_the_reference_is_said_again_alone():
    call = (
        up_to("notice.gist_right")
        .says("对")
        .hears("notice.done")
        .is_asked("notice.reference_again")
    )
    call.says("再说一遍").hears("notice.reference").is_asked("notice.reference_again")
    assert "notice.next_papers" not in call.heard
    call.says("不用").is_asked("notice.phone_wanted").says("要").hears("notice.society_phone")


def test_a_union_learns_at_the_start_that_this_is_not_its_notice():
    Phone().says("我是单位工会的，要报一个事故").hears("notice.not_formal")


def test_two_people_are_two_notices():
    Phone().says("两个人都受伤了，要报事故").hears("notice.one_each")


def test_somebody_missing_is_neither_injured_nor_dead():
    call = (
        up_to("notice.outcome").says("失踪了").hears("notice.missing").is_asked("notice.hospital")
    )
    assert "outcome" not in call.world.notice


@pytest.mark.parametrize("said", ["换一个", "换个号码", "打我另外一只手机"])
def test_another_number_is_asked_for(said):
    up_to("callback.same").says(said).is_asked("callback.number")


def test_another_number_said_at_once_is_read_back():
    call = up_to("callback.same").says("打我另外一只手机，一三八一二三四五六七八")
    call.is_asked("phone.confirm").says("不对，最后是零零幺").is_asked("phone.confirm")
    assert call.turn.then.slots["number"] == "13812345001"
    call.says("对").is_asked("notice.gist_right")
    assert call.world.notice["phone"] == "13812345001"


def test_a_notice_without_a_number_shown_asks_for_one():
    world = FakeWorld(caller="")
    call = Phone(world).says("我要报事故")
    assert replace(world.facts).caller == ""
    for said in ("我姓王", "不知道", "张三", "前天", "对", "车间", "摔了", "受伤", "没有"):
        call.says(said)
    call.is_asked("callback.number")


@pytest.mark.parametrize("asked", ["卡号是啥", "名字是谁的呀", "日期要紧吗", "电话是多少"])
def test_a_question_about_a_field_corrects_nothing(asked):
    up_to("notice.gist_right").says(asked).is_asked("notice.gist_right", 1)


def test_who_tells_of_a_death_is_condoled_and_not_sent_to_ring_120():
    said = "我老公昨天在工地上摔下来，没救过来，我要登记"
    world = FakeWorld()
    world.meanings[said] = meant("accident.report")
    call = Phone(world).says(said).hears("notice.condolence")
    assert "notice.emergency" not in call.heard


@pytest.mark.parametrize("prompt", ["notice.where", "notice.reporter"])
@pytest.mark.parametrize("said", ["对", "嗯", "是的"])
def test_a_bare_yes_tells_nothing_and_is_asked_again(prompt, said):
    up_to(prompt).says(said).hears("misheard.1").is_asked(prompt, 1)


def after_the_reference(prompt: str, **meanings) -> Phone:
    """A notice that is registered, at one of the two questions behind it."""
    call = up_to("notice.gist_right").says("对").is_asked("notice.reference_again")
    call.world.meanings |= meanings
    return (call if prompt == "notice.reference_again" else call.says("不用")).is_asked(prompt)


BEHIND = ("notice.reference_again", "notice.phone_wanted")


@pytest.mark.parametrize("prompt", BEHIND)
def test_danger_behind_a_notice_is_met_by_120(prompt):
    cry = "救命啊，他现在没气了"
    call = after_the_reference(prompt, **{cry: meant("emergency")}).says(cry)
    call.hears("urgent.emergency").is_asked(prompt)


@pytest.mark.parametrize("prompt", BEHIND)
def test_despair_behind_a_notice_reaches_a_person(prompt):
    call = after_the_reference(prompt, 我不想活了=meant("distress")).says("我不想活了")
    assert call.turn.then == HandOff("distress")


@pytest.mark.parametrize("prompt", BEHIND)
def test_a_question_behind_a_notice_is_answered_and_the_rest_told(prompt):
    asks = "那什么时候能拿到钱"
    meaning = meant("claim.accident_disability", aspect="payout")
    call = after_the_reference(prompt, **{asks: meaning}).says(asks)
    call.hears("answer.piece").is_asked(prompt)


@pytest.mark.parametrize("prompt", BEHIND)
def test_a_person_is_to_be_had_behind_a_notice(prompt):
    after_the_reference(prompt, 转人工=meant("operator")).says("转人工").is_handed_off()


def test_who_lets_it_be_in_a_notice_is_asked_whether_to_leave():
    call = up_to("notice.where").says("算了").is_asked("notice.leave")
    call.says("不是").is_asked("notice.where")
