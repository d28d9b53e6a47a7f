"""Notices that are gone on with, recording refused, dates reckoned."""

from dataclasses import replace

import pytest

from tests.support.phone import FakeWorld, Phone

NUMBER = "7921742180"
ALL_BUT = {"reporter", "member_number", "accident_date", "place", "story", "outcome", "hospital"}


def returning(*left: str) -> Phone:
    """A caller whose phone has left these answers."""
    world = FakeWorld()
    world.left = list(left)
    return Phone(world).says("我要报事故").is_asked("notice.continue")


def test_a_second_call_goes_on_where_the_first_broke_off():
    call = returning("reporter", "member_number", "accident_date")
    call.says("对").hears("notice.resume").is_asked("notice.where")


def test_the_number_or_the_name_makes_asking_who_unnecessary():
    returning("reporter", "person").says("对").is_asked("notice.when")


def test_who_says_no_begins_anew():
    call = returning("reporter", "member_number").says("不是").is_asked("notice.reporter")
    assert call.world.notice["notice"] == ""


def test_what_an_earlier_call_told_is_not_read_back():
    call = returning(*ALL_BUT).keys("1").is_asked("callback.same").keys("1")
    call.hears("notice.gist_rest", "notice.gist_phone").is_asked("notice.gist_right")
    assert not {"notice.gist", "notice.gist_number", "notice.gist_injured"} & set(call.heard)
    call.keys("1").hears("notice.done")
    assert "notice.next_assessment" not in call.heard, "the date of the accident would be heard"
    assert call.world.notice["notice"] == "earlier"
    assert call.world.notice["status"] == "complete"


def test_an_earlier_answer_can_be_corrected():
    call = returning(*ALL_BUT).keys("1").keys("1").keys("2").is_asked("notice.correct")
    call.keys("1").is_asked("notice.when").keys("20261120").keys("1")
    call.hears("notice.gist").keys("1").hears("notice.done")


def test_everything_told_is_in_every_save():
    """So that one save that failed is made up for by the next."""
    world = FakeWorld()
    call = Phone(world).says("我要报事故")
    world.away = True
    call.says("我姓王").keys(NUMBER).keys("1")
    world.away = False
    call.keys("20261122").keys("1").is_asked("notice.where")
    assert world.notice["reporter"] == "我姓王"
    assert world.notice["member_number"] == NUMBER


def test_reference_and_dates_go_out_by_message():
    world = FakeWorld()
    world.facts = replace(world.facts, sms=True)
    call = Phone(world).says("我要报事故").says("我姓王").keys(NUMBER).keys("1")
    call.keys("20261122").keys("1").says("厂里").says("摔下来了").keys("1").says("瑞金医院")
    call.keys("1").keys("1").hears("notice.done", "notice.sms_sent")


@pytest.mark.parametrize(
    "words", ["不要录音", "我不录音", "请不要录音", "别录音", "我不同意录音", "不想被录音"]
)
def test_a_caller_may_refuse_to_be_recorded_anywhere(words):
    call = Phone().says("我要报事故").is_asked("notice.reporter")
    call.says(words).hears("recording.refused").is_asked("notice.reporter")
    assert call.world.recording_refused
    Phone().says(words).hears("recording.refused").is_asked("menu.main")


@pytest.mark.parametrize(
    "words", ["他当时在录音棚里摔下来了，不知道怎么回事", "录音", "我要听录音", "有录音的"]
)
def test_other_words_about_recording_are_no_refusal(words):
    call = Phone().says("我要报事故").says(words)
    assert not call.world.recording_refused


def test_a_deadline_is_reckoned_for_the_day_named():
    call = Phone().keys("2").keys("1").keys("3").is_asked("deadline.when.critical_illness")
    call.says("三月五号").is_asked("date.confirm").says("对")
    call.hears("deadline.by.critical_illness").is_asked("menu.more")
    spoken = next(s for s in call.turn.says if s.prompt == "deadline.by.critical_illness")
    assert spoken.slots["date"] == "2026-03-05"


def test_a_deadline_already_over_is_said_to_be():
    world = FakeWorld()
    world.pressing = "over"
    call = Phone(world).keys("2").keys("4").keys("3").says("去年三月五号").keys("1")
    call.hears("deadline.by.illness_death", "deadline.over")


@pytest.mark.parametrize("act", [lambda c: c.says("不用了"), lambda c: c.keys("2")])
def test_nobody_has_to_have_a_deadline_reckoned(act):
    call = Phone().keys("2").keys("1").keys("3")
    act(call).is_asked("menu.more")


def up_to_the_day(call: Phone) -> Phone:
    return call.is_asked("notice.reporter").says("我姓王").keys(NUMBER).keys("1")


def test_a_day_told_in_the_first_sentence_is_confirmed_not_asked_for():
    call = up_to_the_day(Phone().says("我昨天摔伤了要报案")).is_asked("notice.when_heard")
    assert call.turn.then.slots == {"date": "2026-11-23"}
    call.says("对").is_asked("notice.where")
    assert call.world.notice["accident_date"] == "2026-11-23"


def test_it_counts_also_where_the_hotline_was_not_sure_what_was_wanted():
    call = Phone().says("前天从梯子上摔下来了").is_asked("confirm.topic").says("对")
    assert up_to_the_day(call).turn.then.slots == {"date": "2026-11-22"}


def test_a_day_heard_wrongly_is_asked_for():
    call = up_to_the_day(Phone().says("我昨天摔伤了要报案")).says("不对").is_asked("notice.when")
    call.keys("20261120").keys("1").is_asked("notice.where")
    assert call.world.notice["accident_date"] == "2026-11-20"


def test_once_agreed_it_is_not_brought_up_again():
    call = up_to_the_day(Phone().says("我昨天摔伤了要报案")).says("对").says("厂里").says("摔了")
    call.keys("1").says("瑞金医院").keys("1").keys("2").is_asked("notice.correct")
    call.keys("1").is_asked("notice.when")


@pytest.mark.parametrize("more", [[], ["期限"]])
def test_a_deadline_is_reckoned_from_the_day_told_with_the_question(more):
    call = Phone().says("三月五号确诊的怎么理赔" if more else "三月五号确诊的大病什么时候申请")
    for words in more:
        call.says(words)
    call.is_asked("deadline.heard").says("对")
    call.hears("deadline.by.critical_illness").is_asked("menu.more")
    spoken = next(s for s in call.turn.says if s.prompt == "deadline.by.critical_illness")
    assert spoken.slots["date"] == "2026-03-05"


def test_a_recorded_question_may_be_passed_over_by_key():
    call = Phone().says("我要报事故").is_asked("notice.reporter")
    call.keys("2").hears("recording.refused").is_asked("notice.number")
    assert call.world.recording_refused
    assert call.world.notice["reporter"] == ""
    call.keys(NUMBER).keys("1").keys("20261122").keys("1").keys("2").keys("2").keys("1")
    call.keys("2").keys("1").keys("1").hears("notice.done")


def test_so_may_a_message_for_a_person_and_nothing_else_is_promised():
    call = Phone().keys("0").nobody_answers().keys("1").is_asked("person.message")
    call.keys("2").hears("recording.refused", "person.saved_number").is_over()
    assert call.world.callback["phone"] == "13800001234"
