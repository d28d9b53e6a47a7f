"""Whole calls, as scripts of what the caller does and hears."""

import pytest

from tests.support.phone import FakeWorld, Phone

NUMBER, BORN = "7921742180", "19750812"


def test_a_question_is_answered_and_the_caller_says_good_bye():
    call = Phone().hears("greeting").is_asked("menu.main")
    call.says("糖尿病赔不赔").hears("answer.piece").is_asked("menu.more")
    call.says("再见").hears("goodbye").is_over()


def test_a_long_answer_comes_in_parts_and_always_ends_with_its_last_piece():
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(8)]
    call = Phone(world)
    call.says("大病理赔要什么材料").is_asked("answer.more")
    assert len(call.turn.says) == 3
    call.says("够了").is_asked("menu.more")
    assert call.turn.says[-1].slots["text"] == "第7句。"


def test_a_doubtful_match_is_confirmed_before_it_is_answered():
    call = Phone().says("新梗赔不赔").is_asked("confirm.topic")
    call.says("对").hears("answer.piece").is_asked("menu.more")


def test_a_doubtful_match_denied_is_not_answered():
    call = Phone().says("新梗赔不赔").says("不是")
    call.hears("denied.1").is_asked("menu.main", attempt=1)


def test_several_candidates_are_offered_by_number():
    call = Phone().says("那个什么病").is_asked("choose.2")
    call.keys("2").hears("answer.piece")
    Phone().says("那个什么病").says("第一个").hears("answer.piece")
    Phone().says("那个什么病").says("都不是").hears("denied.1").is_asked("menu.main", 1)


def test_claim_deadline_by_keys_alone():
    call = Phone().keys("2").is_asked("menu.claims").keys("1").is_asked("menu.aspects")
    call.keys("3").hears("answer.piece").is_asked("deadline.when.critical_illness")
    call.keys("2").is_asked("menu.more")


def test_back_leads_from_the_aspects_to_the_kinds_and_to_the_main_menu():
    call = Phone().keys("2").keys("1").keys("*").is_asked("menu.claims")
    call.keys("*").is_asked("menu.main")


def test_the_illness_list_is_read_page_by_page():
    call = Phone().keys("1").is_asked("menu.illness").keys("1").is_asked("illness.page")
    assert call.turn.then.slots["items"][0] == "病0"
    call.keys("7")
    assert call.turn.then.slots["items"][0] == "病4"
    call.keys("7").keys("7")
    assert call.turn.then.slots["items"][0] == "病0"
    call.keys("2").hears("answer.piece")


@pytest.mark.parametrize(("menu", "asked"), [("5", "menu.card"), ("58", "menu.services")])
def test_card_and_services_by_keys(menu, asked):
    call = Phone()
    for key in menu:
        call.keys(key)
    call.is_asked(asked).keys("2").hears("answer.piece")


def test_member_status_with_number_and_birth_date():
    call = Phone().says("查一下我的卡").hears("member.intro").is_asked("member.number")
    call.says("七九二幺七四二幺八零").is_asked("number.confirm")
    call.says("对").is_asked("member.birth")
    call.keys(BORN).hears("member.state.valid", "member.plan.a", "member.period")


def test_a_wrong_birth_date_and_an_unknown_number_sound_the_same():
    wrong_date = Phone().keys("3").keys(NUMBER).keys("1").keys("19760101")
    unknown = Phone().keys("3").keys("1234567890").keys("1").keys(BORN)
    assert wrong_date.heard == unknown.heard == ["member.no_match", "member.birth"]


def test_the_date_alone_is_asked_again_then_both():
    call = Phone().keys("3").keys(NUMBER).keys("1").keys("19760101").is_asked("member.birth")
    call.keys("19760102").hears("member.no_match").is_asked("member.number")
    call.keys(NUMBER).keys("1").keys(BORN).hears("member.state.valid")


def test_after_three_failures_to_identify_a_person_takes_over():
    call = Phone().keys("3")
    call.keys("1234567890").keys("1").keys(BORN).keys(BORN)
    call.keys("1234567890").keys("1").keys(BORN)
    call.hears("person.connecting").is_handed_off()


def test_a_number_misheard_is_read_back_and_asked_again():
    call = Phone().keys("3").says("七九二幺七四二幺八八").is_asked("number.confirm")
    call.says("不对").hears("number.retry").is_asked("member.number")


def test_too_few_digits_are_told_apart_from_not_understood():
    call = Phone().keys("3").keys("123").hears("number.wrong_length").is_asked("member.number", 1)
    assert call.turn.says[0].slots == {"count": 3}


def accident_up_to_outcome() -> Phone:
    call = Phone().says("我要报事故").hears("notice.emergency").is_asked("notice.reporter")
    call.says("我姓王，是同事").is_asked("notice.number")
    call.keys(NUMBER).is_asked("number.confirm").keys("1").is_asked("notice.when")
    call.says("前天").is_asked("date.confirm").says("对").is_asked("notice.where")
    call.says("在车间里").is_asked("notice.what")
    return call.says("从梯子上摔下来了").is_asked("notice.outcome")


def test_an_accident_notice_from_first_to_last():
    call = accident_up_to_outcome().says("受伤了").is_asked("notice.hospital")
    call.says("瑞金医院").is_asked("callback.same")
    call.says("可以").hears("notice.gist", "notice.gist_number", "notice.gist_injured")
    call.says("对").hears("notice.done").is_asked("notice.reference_again").says("不用")
    call.hears("notice.next_assessment", "notice.next_papers").is_asked("notice.phone_wanted")
    call.says("不用").is_asked("menu.more")
    assert call.world.notice["status"] == "complete"
    assert call.world.notice["accident_date"] == "2026-11-22"
    assert call.world.notice["member_number"] == NUMBER
    assert call.world.notice["story"] == "从梯子上摔下来了"


def test_a_caller_who_hangs_up_half_way_leaves_what_was_told():
    call = accident_up_to_outcome()
    assert call.world.notice["status"] == "incomplete"
    assert call.world.notice["place"] == "在车间里"


def test_a_question_in_the_middle_of_a_notice_is_answered_and_the_notice_goes_on():
    call = Phone().says("我要报事故").says("我姓王").keys("1").is_asked("notice.name")
    call.says("张三，机床厂").is_asked("notice.when")
    call.says("糖尿病赔不赔").hears("answer.piece", "notice.resume").is_asked("notice.when")


def test_going_back_in_a_notice_asks_the_question_before():
    call = Phone().says("我要报事故").says("我姓王").is_asked("notice.number")
    call.keys("*").is_asked("notice.reporter")


def test_the_gist_can_be_corrected():
    call = accident_up_to_outcome().keys("1").says("瑞金医院").keys("1")
    call.keys("2").is_asked("notice.correct").keys("1").is_asked("notice.when")
    call.keys("20261120").keys("1").is_asked("notice.gist_right").keys("1").hears("notice.done")
    assert call.world.notice["accident_date"] == "2026-11-20"


def test_a_late_notice_is_warned_about_and_still_taken():
    call = Phone().says("我要报事故").says("我姓王").keys(NUMBER).keys("1")
    call.keys("20261001").keys("1").hears("notice.over").is_asked("notice.where")


def test_a_future_accident_is_refused_with_the_reason():
    call = Phone().says("我要报事故").says("我姓王").keys(NUMBER).keys("1")
    call.keys("20271001").hears("date.future").is_asked("notice.when", 1)


def test_silence_is_asked_again_then_with_keys_then_a_person():
    call = Phone().is_silent().hears("silence.1").is_asked("menu.main", 1)
    call.is_silent().hears("silence.2").is_asked("menu.main", 2)
    call.is_silent().hears("person.why_silence").is_handed_off()


def test_mumbling_is_asked_again_then_with_keys_then_a_person():
    call = Phone().says("呜呜呜").hears("misheard.1").is_asked("menu.main", 1)
    call.says("啊啊").hears("misheard.2").is_asked("menu.main", 2)
    call.says("嗯嗯嗯嗯").is_handed_off()


def test_a_key_without_meaning_is_told():
    Phone().keys("8").hears("wrong_key.1").is_asked("menu.main", 1)


@pytest.mark.parametrize("wish", [lambda c: c.keys("0"), lambda c: c.says("转人工")])
@pytest.mark.parametrize("where", ["", "2", "3", "4", "5"])
def test_a_person_can_be_reached_from_everywhere(wish, where):
    call = Phone()
    if where:
        call.keys(where)
    wish(call).is_handed_off()


def test_a_person_who_answers_ends_the_dialogue():
    Phone().keys("0").operator_answers().is_over()


def test_when_nobody_answers_a_message_is_taken():
    call = Phone().keys("0").nobody_answers().hears("person.busy").is_asked("callback.same")
    call.says("可以").is_asked("person.message").says("请回电").hears("person.saved").is_over()
    assert call.world.callback == {
        "reason": "key",
        "phone": "13800001234",
        "text": "请回电",
        "recording": "a.wav",
    }


def test_a_message_is_promised_only_when_it_is_kept():
    call = Phone().keys("0").nobody_answers()
    call.world.away = True
    call.says("可以").says("请回电").hears("person.not_saved")


def test_repeat_plays_the_answer_again():
    call = Phone().says("糖尿病赔不赔")
    first = call.turn.says
    call.says("再说一遍")
    assert call.turn.says == first
    call.keys("9")
    assert call.turn.says == first


def test_free_speech_jumps_out_of_a_menu():
    call = Phone().keys("2").says("查一下我的卡").is_asked("member.number")
    call.says("糖尿病赔不赔").hears("answer.piece").is_asked("menu.more")


def test_an_answer_that_does_not_exist_offers_a_person():
    world = FakeWorld()
    world.pieces = []
    call = Phone(world).says("糖尿病赔不赔").hears("answer.none").is_asked("person.offer")
    call.says("好的").is_handed_off()
