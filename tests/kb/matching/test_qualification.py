"""Words that come between an illness and "covered", and the caller's own word for it."""

import pytest

from kb.content.library import Illness, Library
from kb.contract import Meaning
from kb.matching.qualification import qualify

CANCER = Illness("cancer", "恶性肿瘤", ("胃癌", "癌", "早期胃癌"), (), "A")
FLU = Illness("flu", "流感", ("流行性感冒",), (), "")
LIBRARY = Library((CANCER, FLU), (), {}, doubts=("小孩", "退休", "怀疑", "早期", "不是"))
ABOUT = {"cancer": Meaning("illness.coverage", "cancer"), "flu": Meaning("illness.coverage", "flu")}


@pytest.mark.parametrize(
    "said", ["我小孩得了胃癌赔吗", "退休以后胃癌赔不赔", "怀疑是恶性肿瘤", "不是胃癌"]
)
def test_a_doubt_in_the_words_calls_for_a_reserve(said):
    assert qualify(LIBRARY, ABOUT["cancer"], said).reserved


@pytest.mark.parametrize("said", ["胃癌赔不赔", "我是不是得了胃癌就能赔", "早期胃癌赔不赔", ""])
def test_plain_words_do_not(said):
    assert not qualify(LIBRARY, ABOUT["cancer"], said).reserved


def test_what_is_not_covered_needs_none():
    assert not qualify(LIBRARY, ABOUT["flu"], "小孩流感赔吗").reserved


@pytest.mark.parametrize(
    ("said", "word"), [("胃癌赔不赔", "胃癌"), ("恶性肿瘤赔不赔", ""), ("那个病", ""), ("", "")]
)
def test_the_own_word_is_the_longest_name_said(said, word):
    found = qualify(LIBRARY, ABOUT["cancer"], said)
    assert (found.own_word, found.name) == (word, "恶性肿瘤" if word else "")


def test_a_question_about_no_illness_is_taken_as_it_is():
    assert not qualify(LIBRARY, Meaning("card.bank"), "小孩的卡").reserved
