"""Fillers, stammering, words taken back, and what it is not."""

import pytest

from kb.matching.disfluency import tidy


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("呃，那个，糖…糖尿病", "糖尿病"),
        ("你好，请问，心梗赔不赔", "心梗赔不赔"),
        ("心梗，不对，是脑梗，赔不赔", "脑梗，赔不赔"),
        ("不是意外，是生病去世的", "生病去世的"),
        ("我没说清楚，大大病怎么申请", "我没说清楚，大大病怎么申请"),
        ("大病、大病怎么申请", "大病怎么申请"),
        ("不是出事故是得病死的，怎么申请", "得病死的，怎么申请"),
        ("心梗不对是脑梗赔不赔", "脑梗赔不赔"),
    ],
)
def test_what_is_not_the_question_is_taken_out(said: str, left: str) -> None:
    assert tidy(said) == left


def test_spaces_between_words_are_no_pauses() -> None:
    assert tidy("医生 说 不是 癌 是 良性 的 还 赔 吗") == "医生说良性的还赔吗"
    assert tidy("会员 卡 怎么 激活") == "会员卡怎么激活"


@pytest.mark.parametrize(
    "text",
    [
        "算不算大病",
        "是不是重大疾病",
        "我是不是会员",
        "呃，",
        "不是",
        "",
        "不是全残，赔不赔",
        "不是大病，能不能赔",
        "不是癌，算不算",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert tidy(text) == text
