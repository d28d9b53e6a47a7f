"""Phrases become what a Vosk model can listen for."""

import json
import logging

import pytest

from speech.asr.recognizer import Expectation, Hint
from speech.asr.vosk.grammar import UNKNOWN, Grammar

VOCABULARY = {"糖尿病", "糖", "尿", "病", "赔", "不", "能", "是", "是的", "卡", UNKNOWN}


@pytest.fixture
def grammar() -> Grammar:
    return Grammar(VOCABULARY.__contains__)


def lines(grammar: Grammar, *phrases: str, hint: Hint = Hint.OPEN) -> list[str]:
    built = grammar.of(Expectation(hint, phrases))
    return json.loads(built) if built else []


def test_phrases_are_cut_into_as_few_words_as_possible(grammar: Grammar) -> None:
    assert lines(grammar, "糖尿病赔不赔") == ["糖尿病 赔 不 赔", UNKNOWN]
    assert lines(grammar, "糖尿病，能赔？") == ["糖尿病 能 赔", UNKNOWN]


def test_the_same_words_are_listened_for_once(grammar: Grammar) -> None:
    assert lines(grammar, "糖尿病", "糖尿病。") == ["糖尿病", UNKNOWN]


def test_a_pattern_brings_its_own_words(grammar: Grammar) -> None:
    assert lines(grammar, "卡", hint=Hint.YES_NO) == ["是", "是的", "不", "不 是", "卡", UNKNOWN]


def test_what_the_model_does_not_know_is_left_out_and_named_once(
    grammar: Grammar, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert lines(grammar, "心梗赔不赔", "糖尿病") == ["糖尿病", UNKNOWN]
        assert lines(grammar, "心梗赔不赔", "卡") == ["卡", UNKNOWN]
    assert [record.getMessage().count("心梗赔不赔") for record in caplog.records] == [1]


def test_a_model_of_another_language_listens_to_everything(grammar: Grammar) -> None:
    assert grammar.of(Expectation(Hint.PHRASES, ("심근경색",))) == json.dumps(
        ["是", "是的", "不", "不 是", UNKNOWN], ensure_ascii=False
    )
    assert Grammar({"네"}.__contains__).of(Expectation(Hint.DIGITS)) is None


def test_a_model_without_a_word_for_the_unknown(grammar: Grammar) -> None:
    assert lines(Grammar({"卡"}.__contains__), "卡") == ["卡"]
