"""Notices in the database: kept answer by answer, gone on with, linked, called back."""

from datetime import date

import pytest

from ivr.dialog.effect import Missing
from ivr.dialog.lookups import (
    Deadline,
    FindDeadline,
    FindNoticeLimits,
    FindOpenNotice,
    NoticeLimits,
)
from ivr.dialog.saves import SendNotice, Sent
from models.call import Callback, Sms
from models.notice import Notice
from tests.support.world import CALLER

NUMBER = "7921742180"


def begin(desk, sid="CA1", **told) -> str:
    """A notice with some answers; returns its key."""
    key = desk.keeps(sid=sid).notice
    desk.keeps(key, sid=sid, **told)
    return key


def test_answers_are_kept_one_by_one(desk):
    key = begin(desk, reporter="我姓王")
    kept = desk.keeps(key, member_number=NUMBER, accident_date="2026-11-22")
    (notice,) = desk.all(Notice)
    assert (notice.reporter, notice.member_number) == ("我姓王", NUMBER)
    assert notice.accident_date == date(2026, 11, 22)
    assert kept.reference == notice.reference
    assert len(notice.reference) == 8


def test_words_that_no_field_has_room_for_are_kept_from_call_to_call(desk):
    day = "出事日期：大概上个月中旬"
    key = begin(desk, remarks=day)
    desk.keeps(key, remarks=f"{day}\n另外说：要紧吗")
    desk.keeps(key, sid=desk.call("CA2"), remarks="回电号码：没有电话")
    (notice,) = desk.all(Notice)
    assert notice.remarks.splitlines() == [day, "另外说：要紧吗", "回电号码：没有电话"]


def test_a_day_that_is_not_known_after_all_is_taken_back(desk):
    key = begin(desk, accident_date="2026-11-22")
    desk.keeps(key, accident_date="", remarks="出事日期：不知道")
    (notice,) = desk.all(Notice)
    assert notice.accident_date is None


def test_the_same_save_twice_is_one_notice(desk):
    first = desk.keeps(key="CA1/3")
    second = desk.keeps(key="CA1/3")
    assert first == second
    assert len(desk.all(Notice)) == 1


def test_a_complete_notice_never_becomes_incomplete_again(desk):
    key = begin(desk, reporter="我姓王")
    desk.keeps(key, "complete")
    desk.keeps(key, place="厂里")
    assert [(n.status, n.place) for n in desk.all(Notice)] == [("complete", "厂里")]


def test_two_accidents_in_one_call_are_two_notices(desk):
    for place in ("厂里", "路上"):
        desk.keeps(begin(desk, place=place), "complete")
    assert [n.place for n in desk.all(Notice)] == ["厂里", "路上"]


def test_duplicates_are_linked_and_both_kept(desk):
    same = {"member_number": NUMBER, "accident_date": "2026-11-22"}
    begin(desk, **same)
    begin(desk, desk.call("CA2", "13912345678"), **same)
    begin(desk, "CA2", member_number=NUMBER, accident_date="2026-11-20")
    first, second, third = desk.all(Notice)
    assert (first.same_as, second.same_as, third.same_as) == (None, first.id, None)


def test_a_second_call_from_the_same_phone_finds_what_is_incomplete(desk):
    key = begin(desk, reporter="我姓王", accident_date="2026-11-22")
    desk.records.calls.ended("CA1", "hung_up")
    found = desk.does(FindOpenNotice(), desk.call("CA2"))
    assert (found.notice, found.has) == (key, ("reporter", "accident_date"))
    assert found.limits.assessment_by == "2027-05-21", "the last days are known when it goes on"
    assert "我姓王" not in str(found), "whoever calls from this phone is told nothing of it"


@pytest.mark.parametrize("caller", ["13912345678", "", "anonymous"])
def test_another_phone_finds_nothing(desk, caller):
    begin(desk, reporter="我姓王")
    desk.records.calls.ended("CA1", "hung_up")
    assert desk.does(FindOpenNotice(), desk.call("CA2", caller)) == Missing()


def test_a_colleague_still_talking_on_the_same_switchboard_is_not_interrupted(desk):
    begin(desk, reporter="我姓王")
    assert desk.does(FindOpenNotice(), desk.call("CA2")) == Missing()


def test_nothing_is_offered_when_nothing_was_told_or_all_was(desk):
    begin(desk)
    done = begin(desk, reporter="我姓王")
    desk.keeps(done, "complete")
    desk.records.calls.ended("CA1", "hung_up")
    assert desk.does(FindOpenNotice(), desk.call("CA2")) == Missing()


def test_a_hang_up_is_queued_for_a_call_back_once(desk):
    begin(desk, reporter="我姓王", phone="13900005678")
    desk.records.calls.ended("CA1", "hung_up")
    desk.records.calls.ended("CA1", "hung_up")
    (callback,) = desk.all(Callback)
    assert (callback.phone, callback.reason) == ("13900005678", "notice incomplete")


def test_without_another_number_the_caller_is_called_back(desk):
    begin(desk)
    desk.records.calls.ended("CA1", "hung_up")
    assert [c.phone for c in desk.all(Callback)] == [CALLER]


def test_a_complete_notice_needs_no_call_back(desk):
    desk.keeps(begin(desk, reporter="我姓王"), "complete")
    desk.records.calls.ended("CA1", "completed")
    assert desk.all(Callback) == []


def test_the_reference_and_the_dates_are_sent_once(desk):
    key = begin(desk, accident_date="2026-11-22", outcome="injured")
    for _ in range(2):
        sent = desk.does(SendNotice(key), key="CA1/99")
        assert sent == Sent(sent=True)
    (message,) = desk.all(Sms)
    reference = desk.all(Notice)[0].reference
    assert message.phone == CALLER
    for part in (reference, "2026年12月7日", "2027年5月21日", "021-63500870"):
        assert part in message.text


def test_after_a_death_no_assessment_is_spoken_of(desk):
    key = begin(desk, accident_date="2026-11-22", outcome="deceased")
    desk.does(SendNotice(key))
    assert "鉴定" not in desk.all(Sms)[0].text


def test_who_shows_no_number_gets_no_message(desk):
    sid = desk.call("CA2", "")
    key = begin(desk, sid, accident_date="2026-11-22")
    assert desk.does(SendNotice(key), sid) == Sent(sent=False)


def test_pressing_limits(desk):
    assert desk.does(FindNoticeLimits("2026-11-22")) == NoticeLimits(
        notice="in_time", notice_by="2026-12-07", assessment_by="2027-05-21"
    )
    assert desk.does(FindNoticeLimits("2026-11-10")).notice == "nearly_over"
    assert desk.does(FindNoticeLimits("2026-11-01")).notice == "over"


@pytest.mark.parametrize(
    ("topic", "day", "by", "pressing"),
    [
        ("claim.critical_illness", "2026-11-05", "2027-02-03", "in_time"),
        ("claim.accident_disability", "2026-06-01", "2026-11-28", "in_time"),
        ("claim.accident_death", "2026-11-10", "2026-11-25", "nearly_over"),
        ("claim.illness_death", "2026-05-23", "2026-11-23", "over"),
    ],
)
def test_deadlines_for_a_day_the_caller_names(desk, topic, day, by, pressing):
    assert desk.does(FindDeadline(topic, day)) == Deadline(by, pressing)


def test_a_topic_without_a_limit_has_none(desk):
    assert desk.does(FindDeadline("card.about", "2026-11-05")) == Missing()
