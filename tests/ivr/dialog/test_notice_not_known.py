"""Notices of callers who do not know the day exactly, or have no telephone: finished all the same."""

import pytest

from tests.ivr.dialog.test_notice_by_voice import up_to
from tests.support.phone import FakeWorld, Phone, meant

REST = {
    "notice.where": "在车间里",
    "notice.what": "从梯子上摔下来了",
    "notice.outcome": "受伤了",
    "notice.hospital": "瑞金医院",
    "callback.same": "可以",
    "notice.gist_right": "对",
    "notice.reference_again": "不用",
}


def finish(call: Phone) -> list[str]:
    """Answer what is left; returns all that is heard on the way."""
    heard = list(call.heard)
    while call.turn.then.prompt in REST:
        call.says(REST[call.turn.then.prompt])
        heard += call.heard
    assert call.world.notice["status"] == "complete"
    return heard


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["记不清了，大概上个月中旬", "十五号左右吧"], "记不清了，大概上个月中旬，十五号左右吧"),
        (["大概上个月吧", "二十号左右"], None),
        (["大概上个月吧", "不晓得几号了"], None),
        (["上个月", "我也不清楚"], None),
        (["不晓得哪天", "我也不清楚哪天"], None),
        (["不知道", "上个月"], None),
        (["五月二十四号左右", "差不多"], None),
        (["五月二十四号左右", "不确定"], None),
        (["半年前", "五月份吧"], None),
        (["大概三个月前", "记不得了"], None),
        (["两年前", "不知道"], None),
        (["前几天", "就是前几天"], None),
        (["去年", "十月", "不记得了"], None),
        (["去年夏天", "七月份吧，记不清了", "不知道"], None),
        (["上周末", "不记得是哪一天了"], None),
        (["好像是上个月二十号", "不确定"], None),
        (["前天", "不太确定"], "2026-11-22，不太确定"),
    ],
)
def test_a_day_not_known_is_kept_as_it_was_told_and_no_last_day_is_named(said, kept):
    call = up_to("notice.when")
    for words in said:
        assert call.turn.then.prompt != "notice.where"
        call.says(words)
    call.hears("notice.day_open").is_asked("notice.where")
    assert call.world.notice["accident_date"] == ""
    assert call.world.notice["remarks"] == f"出事日期：{kept or '，'.join(said)}"
    heard = finish(call)
    assert "notice.done" in heard
    assert not {"notice.next_assessment", "notice.over", "notice.gist_date"} & set(heard)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("大概上个月中旬", "date.day"),
        ("去年", "date.month"),
        ("三个月前", "date.month"),
        ("五月二十四号左右", "date.confirm"),
        ("不晓得哪天", "notice.when_roughly"),
    ],
)
def test_the_exact_day_is_asked_for_once(said, asked):
    up_to("notice.when").says(said).is_asked(asked)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        (["大概上个月中旬", "十五号"], "2026-10-15"),
        (["三个月前", "八月十号"], "2026-08-10"),
        (["不晓得哪天", "哦，是上星期三"], "2026-11-18"),
        (["五月二十四号左右"], "2026-05-24"),
        (["两个星期前"], "2026-11-10"),
        (["去年", "十月", "六号"], "2025-10-06"),
        (["好像是上个月二十号"], "2026-10-20"),
        (["就是一个月前，十月二十四号"], "2026-10-24"),
    ],
)
def test_who_then_names_the_day_has_it_read_back_as_ever(said, day):
    call = up_to("notice.when")
    for words in said:
        call.says(words)
    call.is_asked("date.confirm").says("对").is_asked("notice.where")
    assert call.world.notice["accident_date"] == day


def test_a_day_reckoned_from_months_is_not_read_back_from_the_first_sentence():
    world = FakeWorld()
    world.meanings["我半年前摔伤了，要报案"] = meant("accident.report")
    call = Phone(world).says("我半年前摔伤了，要报案").says("本人").says("不知道")
    call.says("张三，机床厂").is_asked("notice.when")


def test_a_month_told_with_the_first_sentence_is_that_of_an_about_day():
    world = FakeWorld()
    world.meanings["上个月摔伤了，要报案"] = meant("accident.report")
    call = Phone(world).says("上个月摔伤了，要报案").says("本人").says("不知道")
    call.says("张三，机床厂").says("二十号左右").is_asked("date.confirm")
    assert call.turn.then.slots == {"date": "2026-10-20"}


def test_by_key_a_day_is_not_known_either():
    call = up_to("notice.when").keys("1").hears("notice.day_open").is_asked("notice.where")
    assert call.world.notice["remarks"] == "出事日期：不知道"


def test_the_words_for_the_day_are_read_back_and_the_day_may_still_be_told():
    call = up_to("notice.when").says("大概上个月吧").says("二十号左右")
    while call.turn.then.prompt != "notice.gist_right":
        call.says(REST[call.turn.then.prompt])
    call.hears("notice.gist_when").says("日期错了，是前天").hears("notice.gist_date").says("对")
    assert call.world.notice["accident_date"] == "2026-11-22"


def test_an_exact_day_may_be_taken_back():
    call = up_to("notice.gist_right").says("日期错了").is_asked("notice.when")
    call.says("不知道").says("记不清了").hears("notice.gist_when").says("对").hears("notice.done")
    assert call.world.notice["accident_date"] == ""
    assert "notice.next_assessment" not in call.heard


def without_number_shown() -> Phone:
    call = Phone(FakeWorld(caller="")).says("我要报事故")
    for said in ("我姓王", "不知道", "张三", "前天", "对", "车间", "摔了", "受伤", "没有"):
        call.says(said)
    return call.is_asked("callback.number")


@pytest.mark.parametrize(
    "said",
    [
        "没有手机",
        "我没有电话",
        "没得电话的",
        "我用的公用电话",
        "电话号码我记不得",
        "借人家的手机打的",
        "我不记得号码",
        "没有",
        "不知道",
    ],
)
def test_who_has_no_telephone_has_the_notice_taken(said):
    call = without_number_shown().says(said).is_asked("notice.gist_right")
    assert "notice.gist_phone" not in call.heard
    call.says("对").hears("notice.done")
    assert call.world.notice["phone"] == ""
    assert call.world.notice["remarks"] == f"回电号码：{said}"


def test_any_words_will_do_before_the_notice_is_given_up_for_a_number():
    call = without_number_shown().says("打给我老婆").says("打给我老婆").says("打给我老婆")
    call.is_asked("notice.gist_right")
    assert call.world.notice["remarks"] == "回电号码：打给我老婆"


def test_who_calls_from_another_s_telephone_is_not_called_back_on_it_unasked():
    call = up_to("callback.same").says("我没有电话，借人家的").is_asked("notice.gist_right")
    assert call.world.notice["phone"] == ""


def test_a_yes_to_the_number_shown_is_a_yes():
    call = up_to("callback.same").says("可以，我没有别的电话").is_asked("notice.gist_right")
    assert call.world.notice["phone"] == "13800001234"
