"""The shipped content: complete, speakable, never over-claiming, and understood."""

import re
from datetime import date
from typing import get_args

import pytest

from kb.content.library import Library, check
from kb.content.schema import ClaimTopic, Topic
from kb.content.seed_files import CONTENT_TESTS
from kb.content.templates import SLOT
from kb.contract import Decision, Meaning, Reading
from kb.evaluation.content_tests import read_content_tests, run_own_phrases, run_sayings
from tests.fuzz.effort import CASES

pytestmark = pytest.mark.heavy

MAX_PIECE = 60
"""Characters a caller can follow without a pause."""

FACTS = {
    "claim.critical_illness materials": ["盖", "身份证", "住院收据", "出院小结", "康复医院"],
    "claim.critical_illness deadline": ["九十天", "十二月三十一号"],
    "claim.critical_illness payout": ["九十天"],
    "claim.accident_disability overview": ["三万元", "十五天", "一百八十天", "021-63500870"],
    "claim.accident_disability deadline": ["十五天", "一百八十天", "第一百八十天"],
    "claim.accident_death overview": ["三万元", "十五天", "021-63500870", "六十天"],
    "claim.accident_death materials": ["户籍注销", "死亡证明", "法院", "划款申请书"],
    "claim.accident_death payout": ["六十天"],
    "claim.illness_death overview": ["B类", "一万元", "六个月", "六十天"],
    "claim.illness_death materials": ["户籍注销", "死亡小结", "划款申请书"],
    "claim.illness_death payout": ["六十天", "账户"],
    "benefit.overview": ["四类", "一万元", "十二类", "两万元", "三万元"],
    "benefit.stacking": ["住院补充医疗", "特种重病", "意外伤害"],
    "card.number": ["十位", "前三位", "后七位"],
    "card.bank": ["农商银行", "年费", "挂失", "换卡", "信用卡"],
    "service.free": ["法律援助", "政策咨询", "职业介绍", "心理咨询"],
    "service.centers": ["十六个", "机电", "仪电", "医务", "自贸区"],
    "service.discount": ["二点五折", "九点五折"],
    "wechat.bind": ["申工社", "会员注册", "出生日期", "验证码"],
}


def spoken(library: Library) -> list[tuple[str, str]]:
    return [(e.id, piece) for e in library.entries.values() for piece in e.pieces]


def test_content_has_no_faults() -> None:
    assert [str(fault) for fault in check()] == []


def test_every_topic_of_the_contract_has_phrases(library: Library) -> None:
    topics = set(get_args(get_args(Topic)[0])) | set(get_args(get_args(Topic)[1]))
    assert topics >= set(get_args(ClaimTopic))
    known = {phrase.meaning.topic for phrase in library.phrases}
    assert {topic for topic in known if not topic.startswith("outside.")} == topics
    assert any(topic.startswith("outside.") for topic in known)


@pytest.mark.parametrize("name", FACTS)
def test_answers_state_their_facts(library: Library, name: str) -> None:
    topic, _, aspect = name.partition(" ")
    text = "".join(library.entries[Meaning(topic, aspect=aspect)].pieces)
    assert [fact for fact in FACTS[name] if fact not in text] == []


def test_pieces_are_short_enough_to_follow(library: Library) -> None:
    assert [p for p in spoken(library) if len(p[1]) > MAX_PIECE] == []


def test_pieces_are_chinese_sentences(library: Library) -> None:
    assert [p for p in spoken(library) if not p[1].endswith(("。", "？"))] == []
    assert [p for p in spoken(library) if re.search(r"[{}<>\[\]()（）]", p[1])] == []


def test_the_sample_marks_four_illnesses_a_and_eight_b(library: Library) -> None:
    listed = library.listed_illnesses()
    assert [i.id for i in listed if i.listed == "A"] == ["cancer", "ami", "stroke", "esrd"]
    assert len([i for i in listed if i.listed == "B"]) == 8
    assert len(library.illnesses) >= 72


def test_only_coverage_claims_and_refusals_name_an_illness(library: Library) -> None:
    topics = {phrase.meaning.topic for phrase in library.phrases if SLOT in phrase.text}
    assert {t.partition(".")[0] for t in topics} == {"illness", "claim", "outside", "none"}


def test_content_tests_are_held_out(library: Library) -> None:
    """A saying that stands in the content says nothing about how others will be understood."""
    known = {phrase.text for phrase in library.phrases}
    sayings = read_content_tests(CONTENT_TESTS)
    assert len(sayings) >= 250
    assert [saying.text for saying in sayings if saying.text in known] == []


def test_sayings_are_understood_and_answered(library: Library, matcher) -> None:
    failures = run_sayings(library, matcher, read_content_tests(CONTENT_TESTS), date(2026, 11, 24))
    assert [str(failure) for failure in failures] == []


PARTS = 4
"""Of the phrases: one with each change of the code, all in `make fuzz`. `python -m kb.editions.shipped` tries all
before content is shipped, and `tests/kb/editions/test_publishing.py` misses its record."""


@pytest.mark.heavy
@pytest.mark.parametrize("part", range(PARTS if CASES else 1))
def test_no_topic_steals_the_phrases_of_another(library: Library, matcher, part: int) -> None:
    failures = run_own_phrases(library, matcher, library.phrases[part::PARTS])
    assert [str(failure) for failure in failures] == []


def test_no_name_of_an_uncovered_illness_is_answered_as_covered(library: Library, matcher) -> None:
    listed = {illness.id for illness in library.listed_illnesses()}
    wrong = []
    for illness in library.illnesses:
        if illness.id in listed:
            continue
        for name in (illness.name, *illness.aliases):
            found = matcher.understand([Reading(f"{name}能赔吗")])
            if found.decision == Decision.ANSWER and found.meaning.illness in listed:
                wrong.append(f"{name} → {found.meaning.illness}")
    assert wrong == []
