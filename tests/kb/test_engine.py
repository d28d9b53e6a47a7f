"""`hotline kb ask`: the object of the topic contract."""

from datetime import date

import pytest

from kb.content.library import Library
from kb.contract import Reading
from kb.engine import Knowledge

TODAY = date(2026, 11, 24)
CONTRACT = ["topic", "illness", "aspect", "confidence", "decision", "answer", "alternatives"]


@pytest.fixture(scope="module")
def knowledge(library: Library) -> Knowledge:
    return Knowledge(library)


def ask(knowledge: Knowledge, text: str) -> dict:
    return knowledge.respond([Reading(text)], TODAY).as_contract()


def test_the_object_has_the_fields_of_the_contract(knowledge: Knowledge) -> None:
    told = ask(knowledge, "糖尿病赔不赔")
    assert list(told) == CONTRACT
    assert told["decision"] == "answer"
    assert "目前公布的范围里没有糖尿病" in told["answer"]
    assert list(told["alternatives"][0]) == ["topic", "illness", "aspect", "confidence"]


def test_only_a_decision_to_answer_comes_with_an_answer(knowledge: Knowledge) -> None:
    assert ask(knowledge, "脑瘤赔吗")["answer"] == ""
    assert ask(knowledge, "股票怎么买")["answer"] == ""


def test_strict_has_no_answer_from_what_is_not_verified(library: Library) -> None:
    told = ask(Knowledge(library, strict=True), "心梗赔不赔")
    assert (told["decision"], told["answer"]) == ("answer", "")
