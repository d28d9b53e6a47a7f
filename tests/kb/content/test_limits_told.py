"""What callers hear of a time limit, read in a text message, and are counted, is one field."""

from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.content import deadlines
from kb.content.item import ContentItem
from kb.content.library import library_of, read_items
from kb.content.seed_files import CONTENT, CONTENT_TESTS
from kb.content.yaml_with_lines import Fault, KnowledgeError
from kb.contract import Meaning

SHIPPED = [i for i in read_items(CONTENT, CONTENT_TESTS) if i.section in ("entries", "words")]
CRITICAL = "claim.critical_illness.deadline"
OVERVIEW = "claim.critical_illness.overview"
DISABILITY = "claim.accident_disability.deadline"
DEATH = "claim.illness_death.deadline"


def changed(item_id: str, **fields: object) -> list[ContentItem]:
    """The shipped entries, one of them with other fields."""
    return [
        replace(i, written=None, body={**deepcopy(i.body), **fields} if i.id == item_id else i.body)
        for i in SHIPPED
    ]


def faults(items: list[ContentItem]) -> list[Fault]:
    try:
        library_of(items)
    except KnowledgeError as error:
        return error.faults
    return []


def body(item_id: str) -> dict:
    return next(i.body for i in SHIPPED if i.id == item_id)


@settings(max_examples=25, deadline=None)
@given(
    item_id=st.sampled_from([CRITICAL, DISABILITY, DEATH, "claim.accident_death.deadline"]),
    count=st.integers(1, 120),
    unit=st.sampled_from(["天", "个月"]),
)
def test_whoever_changes_the_field_changes_all_that_is_said_and_counted(item_id, count, unit):
    limit = deadlines.TimeLimit(count, unit)
    library = library_of(changed(item_id, limit=limit.written))
    topic = item_id.removesuffix(".deadline")
    entry = library.entries[Meaning(topic, aspect="deadline")]
    assert limit.spoken in "".join(entry.pieces)
    assert limit.written in entry.sms
    overview = library.entries[Meaning(topic, aspect="overview")]
    assert limit.spoken in "".join(overview.pieces)
    first = date(2026, 11, 1)
    assert deadlines.last_day(library.limits, topic, first) == limit.last_day(first)


@pytest.mark.parametrize(
    "said",
    [
        "{basis}大病理赔，要在第一次确诊以后一百二十天里，向市职保会申请。",
        "{basis}大病理赔，要在第一次确诊以后120天里申请。",
        "{basis}大病理赔，要在第一次确诊以后１２０ 天里申请。",
        "{basis}大病理赔，要在第一次确诊以后120日内申请。",
        "{basis}大病理赔，要在第一次确诊以后九十个工作日里申请。",
        "{basis}大病理赔，要在第一次确诊以后三个月里申请。",
        "{basis}大病理赔，要在第一次确诊以后十二个星期里申请。",
        "{basis}大病理赔，要在第一次确诊以后半年内申请。",
        "{basis}大病理赔，{limit.critical_illness}里申请，最多再等三十天。",
    ],
)
@pytest.mark.parametrize("field", ["pieces", "sms"])
def test_a_text_that_names_another_limit_is_refused_with_what_to_write(said, field):
    told = [said, *body(CRITICAL)["pieces"][1:]] if field == "pieces" else said
    found = faults(changed(CRITICAL, **{field: told}))
    assert found, "it would be said and not counted"
    assert all(fault.file == CRITICAL for fault in found)
    assert any(
        "热线却按『90天』算日期；请改写成 {limit.critical_illness}" in f.chinese for f in found
    )


def test_where_two_limits_may_be_meant_both_are_offered_with_their_days():
    """Whoever wrote 三百天 for the fifteen days of the notice must not be led to the 180 of the assessment."""
    pieces = list(body(DISABILITY)["pieces"])
    pieces = [piece.replace("{limit.accident_death}", "三百天") for piece in pieces]
    (found,) = faults(changed(DISABILITY, pieces=pieces))
    assert "{limit.accident_disability}（180天）" in found.chinese
    assert "{limit.accident_death}（15天）" in found.chinese


def test_the_field_changed_under_a_text_that_has_the_number_is_refused_too():
    pieces = ["{basis}大病理赔，要在第一次确诊以后九十天里，向市职保会申请。"]
    assert faults(changed(CRITICAL, pieces=pieces)) == []
    assert faults(changed(CRITICAL, pieces=pieces, limit="120天"))


def test_the_overview_of_the_claim_may_not_name_another_limit_either():
    pieces = ["{basis}大病理赔要申请。", "要在第一次确诊以后一百二十天里申请。"]
    assert faults(changed(OVERVIEW, pieces=pieces))


def test_an_answer_that_does_not_tell_its_limit_is_refused():
    found = faults(changed(CRITICAL, pieces=["{basis}大病理赔要尽早申请。"]))
    assert [f.chinese for f in found] == [
        "这里没有说期限，请在该说的地方写 {limit.critical_illness}"
    ]
    assert faults(changed(CRITICAL, sms="{basis}大病理赔要尽早申请。"))


@pytest.mark.parametrize("limit", ["", "很久", "0天", "90", "99999天", "九十", 90])
def test_what_is_no_limit_is_refused(limit):
    found = faults(changed(CRITICAL, limit=limit))
    assert found
    assert any("90天" in fault.chinese for fault in found)


def test_an_entry_without_a_counted_limit_has_none():
    assert faults(changed(OVERVIEW, limit="90天"))


@pytest.mark.parametrize(
    "said",
    [
        "那一年的十二月三十一号之前交。",
        "最迟在12月31日前递交。",
        "写清楚是哪一天出的事，每天都能来。",
        "材料齐了，职保会六十天里核实付钱。",
        "职保会一般两个月付款。",
    ],
)
def test_days_that_are_no_limit_of_the_caller_may_stand_there(said):
    assert faults(changed(OVERVIEW, pieces=[*body(OVERVIEW)["pieces"], said])) == []


def test_a_limit_that_nobody_publishes_cannot_be_named():
    found = faults([i for i in SHIPPED if i.id != DEATH])
    assert {fault.file.partition(":")[0] for fault in found} <= {
        "claim.illness_death.overview",
        "claims.yaml",
    }
    assert found
