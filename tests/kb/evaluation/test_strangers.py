"""Sentences of people who never saw the content: nothing is learned from them."""

from collections import Counter
from datetime import date

import pytest

from bench.strangers import TABLE, judged, ours, row
from kb.content.library import Library
from kb.contract import Decision, Meaning, Reading
from kb.engine import Knowledge
from kb.evaluation.labelled import Sample, read_samples
from kb.matching.matcher import Matcher

COVERAGE = "illness.coverage"


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return read_samples(TABLE)


def test_none_of_them_stands_in_the_content(library: Library, samples: list[Sample]) -> None:
    known = {phrase.text for phrase in library.phrases}
    assert [s.text for s in samples if s.text in known] == []


def test_strangers_are_understood(library: Library, samples: list[Sample]) -> None:
    listed = {illness.id for illness in library.listed_illnesses()}
    ran = row("ours", ours(Knowledge(library)), samples, listed)
    assert ran.right >= 0.8 * len(samples)
    assert ran.wrong <= 0.05 * len(samples)
    assert ran.answered_right >= 0.98 * ran.answered
    assert ran.covered == 0


def test_without_meaning_nobody_is_wrongly_covered(library: Library, samples: list[Sample]) -> None:
    listed = {illness.id for illness in library.listed_illnesses()}
    assert row("sound", ours(Knowledge(library, encoder=None)), samples, listed).covered == 0


def test_sentences_without_an_illness_are_not_asked_about_one(
    library: Library, samples: list[Sample]
) -> None:
    """Of what is first asked or answered; a choice may hold one further down."""
    knowledge = Knowledge(library)
    asked = Counter(
        found.meaning.topic == COVERAGE
        for sample in samples
        if sample.meaning.topic != COVERAGE
        for found in [knowledge.understand([Reading(sample.text)])]
        if found.decision in (Decision.ANSWER, Decision.CONFIRM)
    )
    assert asked[True] <= 0.02 * asked.total()


@pytest.mark.parametrize(
    "said",
    [
        "我婆婆不是你们会员，得了胃癌赔吗",
        "小孩白血病能赔吗",
        "退休以后得了肺癌，给不给",
        "心梗但是没住院，赔不赔",
    ],
)
def test_doubts_about_who_and_how_are_asked_about(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).decision != Decision.ANSWER


def test_a_stroke_that_went_by_is_not_called_covered(matcher: Matcher) -> None:
    for said in (
        "脑梗住了几天院就好了，赔吗",
        "中风没有后遗症能不能赔",
        "脑出血现在恢复了，算不算",
    ):
        found = matcher.understand(said)
        assert (found.meaning.topic, found.meaning.illness) != (
            COVERAGE,
            "stroke",
        ) or found.decision == "choose"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("医保卡里的钱怎么查", "医保"),
        ("公积金怎么提取", "公积金"),
        ("养老金什么时候发", "养老"),
        ("刚参加就生病了，有没有等待期", "资料里没有写"),
        ("住一天医院补贴多少", "资料里没有写"),
    ],
)
def test_what_is_not_ours_or_not_in_the_papers_is_said_so(
    library: Library, said: str, says: str
) -> None:
    told = Knowledge(library).respond([Reading(said)], date(2026, 11, 24))
    assert told.understanding.meaning.topic.startswith("outside.")
    assert says in told.spoken


@pytest.mark.parametrize("said", ["急死了", "吓死了", "累死了", "痛死了"])
def test_nobody_died_of_being_very_worried(matcher: Matcher, said: str) -> None:
    found = matcher.understand(f"我得了胃癌，家里人{said}，赔不赔")
    assert (found.meaning.topic, found.meaning.illness) == (COVERAGE, "cancer")


@pytest.mark.parametrize("heard", ["遗症", "终末", "肌梗", "脑炎"])
def test_a_piece_of_a_hint_that_was_hardly_heard_is_no_answer(matcher: Matcher, heard: str) -> None:
    assert matcher.understand([Reading(heard, 0.4)]).decision == Decision.REJECT


def test_delicate_illnesses_are_never_guessed(
    library: Library, matcher: Matcher, samples: list[Sample]
) -> None:
    delicate = {illness.id for illness in library.illnesses if illness.delicate}
    for sample in samples:
        found = matcher.understand(sample.text)
        offered = {
            found.meaning.illness,
            *(c.meaning.illness for c in found.alternatives),
        } & delicate
        assert offered <= {sample.meaning.illness}, sample.text


def test_a_choice_that_holds_the_right_one_is_asking_back() -> None:
    wanted = Sample("x", Meaning("card.bank"), False)
    others = [Meaning("card.about"), Meaning("card.bank")]
    assert judged(wanted, (others, Decision.CHOOSE)) == "asked"
    assert judged(wanted, (others, Decision.CONFIRM)) == "wrong"
    assert judged(wanted, (others[1:], Decision.CONFIRM)) == "right"
    assert judged(wanted, (others, Decision.REJECT)) == "wrong"
