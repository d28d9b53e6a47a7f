"""`hotline kb ask`: the object of the topic contract."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.content.library import Library
from kb.evaluation.command import Asker, test
from kb.evaluation.content_tests import read_content_tests

TODAY = date(2026, 11, 24)
CONTRACT = ["topic", "illness", "aspect", "confidence", "decision", "answer", "alternatives"]


@pytest.fixture(scope="module")
def asker(library: Library) -> Asker:
    return Asker(library)


def test_the_object_has_the_fields_of_the_contract(asker: Asker) -> None:
    told = asker.ask("糖尿病赔不赔", TODAY)
    assert list(told) == CONTRACT
    assert told["decision"] == "answer"
    assert "目前公布的范围里没有糖尿病" in told["answer"]
    assert list(told["alternatives"][0]) == ["topic", "illness", "aspect", "confidence"]


def test_only_a_decision_to_answer_comes_with_an_answer(asker: Asker) -> None:
    assert asker.ask("脑瘤赔吗", TODAY)["answer"] == ""
    assert asker.ask("股票怎么买", TODAY)["answer"] == ""


def test_strict_has_no_answer_from_what_is_not_verified(library: Library) -> None:
    told = Asker(library, strict=True).ask("心梗赔不赔", TODAY)
    assert (told["decision"], told["answer"]) == ("answer", "")


def test_a_file_gives_one_object_a_line(asker: Asker, tmp_path: Path) -> None:
    file = tmp_path / "calls.tsv"
    file.write_text("n\ttext\n1\t人工服务\n2\t\n3\t再见\n", encoding="utf-8")
    told = list(asker.ask_file(file, TODAY))
    assert [(t["text"], t["topic"]) for t in told] == [
        ("人工服务", "operator"),
        ("", "none"),
        ("再见", "nav.bye"),
    ]


def test_a_file_without_the_column_is_refused(asker: Asker, tmp_path: Path) -> None:
    file = tmp_path / "calls.tsv"
    file.write_text("said\n人工服务\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column 'text'"):
        list(asker.ask_file(file, TODAY))


def test_content_tests_tell_what_fails(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {topic: nav.bye, says: [转人工]}", encoding="utf-8")
    # Every phrase is tried as well: a part of them is enough here.
    part = replace(library, phrases=library.phrases[::20])
    assert "转人工" in [f.text for f in test(part, read_content_tests(tmp_path), TODAY)]


test.__test__ = False  # type: ignore[attr-defined]
