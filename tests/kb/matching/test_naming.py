"""Illnesses by their characters: known, unknown, and what only ends like one."""

import pytest

from kb.content.library import Library
from kb.matching.naming import THIS_ILLNESS, Names, spelled


@pytest.fixture(scope="module")
def names(library: Library) -> Names:
    return Names(name for illness in library.illnesses for name in illness.names)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("川崎病赔不赔", "川崎病"),
        ("医生说我是强直性脊柱炎", "强直性脊柱炎"),
        ("得了白塞氏综合征有没有钱", "白塞氏综合征"),
        ("尘肺病能不能报", "尘肺病"),
    ],
)
def test_an_illness_the_content_has_not_is_found(names: Names, said: str, name: str) -> None:
    unknown = names.unknown(said)
    assert unknown is not None
    assert unknown.name == name


@pytest.mark.parametrize(
    "said",
    [
        "大病怎么申请",
        "哪些病能赔",
        "生病去世要什么材料",
        "慢性病看门诊",
        "联合病房行不行",
        "肺癌赔不赔",
        "脑梗留下后遗症",
        "查出来小结节",
        "长了几颗结石",
        "有个大囊肿",
    ],
)
def test_what_only_ends_like_an_illness_is_none(names: Names, said: str) -> None:
    assert names.unknown(said) is None


def test_only_the_rest_of_the_sentence_is_left(names: Names) -> None:
    assert names.without("我得了胃癌要什么材料") == f"我得了{THIS_ILLNESS}要什么材料"


def test_the_same_characters_in_order_are_spelled() -> None:
    assert spelled("心梗", "心梗") == 1
    assert spelled("老伴心梗", "老心梗") == 0.75
    assert spelled("退休了", "腿断了") == pytest.approx(1 / 3)
    assert spelled("", "心梗") == 0
