"""Sentences nothing was learned from: understood, and never wrongly told that they are covered."""

from pathlib import Path

import pytest

from bench.strangers import ours, row
from kb.content.library import Library
from kb.contract import Decision, Understanding
from kb.evaluation.labelled import UNSEEN, Sample, read_samples
from kb.matching.matcher import Matcher

Judged = list[tuple[Sample, Understanding]]


@pytest.fixture(scope="module", params=["held_out", "fresh"])
def judged(request: pytest.FixtureRequest, matcher: Matcher) -> Judged:
    samples = read_samples(UNSEEN / f"{request.param}.tsv")
    return [(sample, matcher.understand(sample.text)) for sample in samples]


def right(sample: Sample, found: Understanding) -> bool:
    if sample.meaning.topic == "none":
        return found.decision == Decision.REJECT or found.meaning.topic.startswith("outside.")
    return found.meaning == sample.meaning


def test_nothing_of_them_stands_in_the_content(library: Library, judged: Judged) -> None:
    known = {phrase.text for phrase in library.phrases}
    copied = [sample.text for sample, _ in judged if sample.text in known]
    assert len(copied) <= 0.1 * len(judged)


def test_the_best_candidate_is_what_was_meant(judged: Judged) -> None:
    wrong = [sample.text for sample, found in judged if not right(sample, found)]
    assert len(wrong) <= 0.04 * len(judged), wrong


def test_what_is_answered_outright_is_right(judged: Judged) -> None:
    answered = [(s, f) for s, f in judged if f.decision == Decision.ANSWER]
    wrong = [sample.text for sample, found in answered if not right(sample, found)]
    assert len(answered) > 0.5 * len(judged)
    assert len(wrong) <= 0.02 * len(answered), wrong


def test_nobody_is_told_by_mistake_that_it_is_covered(library: Library, judged: Judged) -> None:
    covered = {illness.id for illness in library.listed_illnesses()}
    told = [
        (s, f) for s, f in judged if f.decision == Decision.ANSWER and f.meaning.illness in covered
    ]
    assert [sample.text for sample, found in told if not right(sample, found)] == []


def test_an_exam_by_four_writers(library: Library, matcher: Matcher) -> None:
    """`exam.tsv`: they saw the deck alone, and nobody who writes content or rules has read their sentences."""
    listed = {illness.id for illness in library.listed_illnesses()}
    found = row("ours", ours(matcher), read_samples(UNSEEN / "exam.tsv"), listed)
    assert found.covered == 0
    assert found.right >= 0.92 * found.sentences
    assert found.wrong <= 0.05 * found.sentences
    assert found.answered_right >= 0.985 * found.answered


@pytest.mark.parametrize(
    "said",
    [
        "医生给我的报告写的是恶性肿瘤，那我能拿到钱吧",
        "脑梗了，半边不好动，好不好拿保障金",
        "出院单子上头一条是尿毒症，这个有份伐",
        "人家讲换肾也算的，我换了肾，工会给钱吗",
        "老年痴呆了，啥人都勿认得，工会有补助伐",
    ],
)
def test_who_asks_by_name_is_never_refused(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).decision != Decision.REJECT


def says(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("said", says(UNSEEN / "never_covered.txt"))
def test_a_covered_illness_nearby_is_no_covered_illness(
    matcher: Matcher, library: Library, said: str
) -> None:
    """Benign, suspected, screened for, feared, another's, misheard: none may be answered."""
    found = matcher.understand(said)
    covered = {illness.id for illness in library.listed_illnesses()}
    assert found.decision != Decision.ANSWER or found.meaning.illness not in covered


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("我又有高血压又有糖尿病，哪个能赔", {"hypertension", "diabetes"}),
        ("癌症跟心梗是不是都赔的", {"cancer", "ami"}),
        ("肺炎和哮喘赔不赔", {"pneumonia", "asthma"}),
        ("胆结石还有肾结石，这两个病包括吗", {"gallstones", "kidney_stone"}),
        ("尿毒症，后来换肾，都能赔吗", {"esrd", "transplant"}),
        ("先是心绞痛后来心梗了赔吗", {"angina", "ami"}),
        ("腰突和颈椎病能不能报", {"herniated_disc", "cervical"}),
        ("肝硬化和肝癌哪个赔", {"cirrhosis", "cancer"}),
    ],
)
def test_of_two_illnesses_the_caller_chooses(matcher: Matcher, said: str, named: set[str]) -> None:
    found = matcher.understand(said)
    offered = {candidate.meaning.illness for candidate in found.candidates[:3]}
    assert found.decision == Decision.CHOOSE
    assert named <= offered
