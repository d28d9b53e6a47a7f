"""How much of what was heard is in words."""

import pytest

from kb.matching.familiar import Familiar

FAMILIAR = Familiar(["意外身故要什么材料"])


@pytest.mark.parametrize("said", ["神舟飞船已经顺利返回地面", "六六六八八八", "意外身故"])
def test_what_was_written_as_meant_is_in_words(said: str) -> None:
    assert FAMILIAR.in_words(said) >= 0.9


@pytest.mark.parametrize("heard", ["宣众婚离", "韩宁华佩佛", "则了闹子发烟刻"])
def test_what_was_misheard_is_in_few_words(heard: str) -> None:
    assert FAMILIAR.in_words(heard) < 0.6


def test_a_sentence_of_the_content_is_familiar_and_another_is_not() -> None:
    assert FAMILIAR.share("意外身故要什么材料") == 1
    assert FAMILIAR.share("神舟飞船") == 0


def test_nothing_said_tells_nothing_either_way() -> None:
    assert FAMILIAR.in_words("") == FAMILIAR.share("好") == 0.5
