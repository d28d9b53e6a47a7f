"""`hotline kb ask`: the object of the topic contract."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.content.library import Library
from kb.contract import Reading
from kb.engine import Knowledge
from kb.evaluation.command import as_contract, ask_file, test
from kb.evaluation.content_tests import read_content_tests

TODAY = date(2026, 11, 24)
CONTRACT = ["topic", "illness", "aspect", "confidence", "decision", "answer", "alternatives"]


@pytest.fixture(scope="module")
def knowledge(library: Library) -> Knowledge:
    return Knowledge(library)


def ask(knowledge: Knowledge, text: str) -> dict:
    return as_contract(knowledge.respond([Reading(text)], TODAY))


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


def test_a_file_gives_one_object_a_line(knowledge: Knowledge, tmp_path: Path) -> None:
    file = tmp_path / "calls.tsv"
    file.write_text("n\ttext\n1\t人工服务\n2\t\n3\t再见\n", encoding="utf-8")
    told = list(ask_file(knowledge, file, TODAY))
    assert [(t["text"], t["topic"]) for t in told] == [
        ("人工服务", "operator"),
        ("", "none"),
        ("再见", "nav.bye"),
    ]


def test_a_file_without_the_column_is_refused(knowledge: Knowledge, tmp_path: Path) -> None:
    file = tmp_path / "calls.tsv"
    file.write_text("said\n人工服务\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column 'text'"):
        list(ask_file(knowledge, file, TODAY))


def test_content_tests_tell_what_fails(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {topic: nav.bye, says: [转人工]}", encoding="utf-8")
    # Every phrase is tried as well: a part of them is enough here.
    part = replace(library, phrases=library.phrases[::20])
    assert "转人工" in [f.text for f in test(part, read_content_tests(tmp_path), TODAY)]


test.__test__ = False  # type: ignore[attr-defined]
