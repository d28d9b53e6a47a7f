"""What the shipped knowledge answers, and what it keeps to itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kb.content.answers import answer_for, name_of
from kb.content.library import Library
from kb.content.schema import ASPECTS, CLAIM_TOPICS
from kb.contract import Meaning

TODAY = date(2026, 11, 24)
COVERAGE = "illness.coverage"


def changed(library: Library, key: Meaning, **fields) -> Library:
    """The library with one entry changed."""
    entry = replace(library.entries[key], **fields)
    return replace(library, entries={**library.entries, key: entry})


def test_class_a_gets_both_amounts(library: Library) -> None:
    answer = answer_for(library, Meaning(COVERAGE, "ami"), today=TODAY)
    assert answer is not None
    assert answer.covered == "A"
    spoken = "".join(answer.pieces)
    assert "一万元" in spoken
    assert "两万元" in spoken
    assert "第一次确诊" in spoken
    assert "住院" in spoken


def test_class_b_gets_only_its_own_amount(library: Library) -> None:
    answer = answer_for(library, Meaning(COVERAGE, "coma"), today=TODAY)
    assert answer is not None
    assert answer.covered == "B"
    assert "两万元" in "".join(answer.pieces)
    assert "一万元" not in "".join(answer.pieces) + answer.sms


def test_an_illness_on_no_list_is_not_covered(library: Library) -> None:
    answer = answer_for(library, Meaning(COVERAGE, "diabetes"), today=TODAY)
    assert answer is not None
    assert answer.covered == "no"
    assert "目前公布的范围里没有糖尿病" in "".join(answer.pieces)
    assert "万元" not in "".join(answer.pieces)


def test_nothing_is_claimed_where_nothing_is_known(library: Library) -> None:
    answer = answer_for(library, Meaning(COVERAGE, "carcinoma_in_situ"), today=TODAY)
    assert answer is not None
    assert answer.covered == "unclear"
    assert "万元" not in "".join(answer.pieces)
    assert "目前公布的范围里没有" not in "".join(answer.pieces)


def test_every_coverage_answer_ends_with_who_decides(library: Library) -> None:
    for illness in library.illnesses:
        answer = answer_for(library, Meaning(COVERAGE, illness.id), today=TODAY)
        assert answer is not None, illness.id
        assert "最终以职保会界定为准" in answer.pieces[-1]
        assert "最终以职保会界定为准" in answer.sms


def test_unverified_coverage_says_so(library: Library) -> None:
    for illness in library.illnesses:
        answer = answer_for(library, Meaning(COVERAGE, illness.id), today=TODAY)
        assert answer is not None
        assert not answer.verified
        if answer.covered != "unclear":
            assert answer.pieces[0].startswith("根据现有资料，"), illness.id


def test_every_claim_has_all_aspects(library: Library) -> None:
    for topic in CLAIM_TOPICS:
        for aspect in ASPECTS:
            assert answer_for(library, Meaning(topic, aspect=aspect), today=TODAY), (topic, aspect)


def test_strict_answers_only_from_verified_entries(library: Library) -> None:
    key = Meaning("card.bank")
    assert answer_for(library, key, strict=True, today=TODAY) is None
    verified = changed(library, key, verified=True)
    assert answer_for(verified, key, strict=True, today=TODAY)


def test_an_entry_answers_on_its_first_and_last_day_only_between(library: Library) -> None:
    key = Meaning("card.bank")
    limited = changed(library, key, valid_from=TODAY, valid_to=TODAY + timedelta(days=1))
    answered = [
        bool(answer_for(limited, key, today=TODAY + timedelta(days=d))) for d in range(-1, 3)
    ]
    assert answered == [False, True, True, False]


@pytest.mark.parametrize("topic", ["nav.repeat", "operator", "member.status", "none", "no.such"])
def test_what_a_service_answers_has_no_text(library: Library, topic: str) -> None:
    assert answer_for(library, Meaning(topic), today=TODAY) is None


def test_names_of_questions(library: Library) -> None:
    assert name_of(library, Meaning(COVERAGE, "ami")) == "急性心肌梗死赔不赔"
    assert (
        name_of(library, Meaning("claim.critical_illness", aspect="materials"))
        == "大病理赔要什么材料"
    )
    assert name_of(library, Meaning("operator")) == "转人工"
    assert name_of(library, Meaning("none")) == ""
