"""The nearest texts by the order of their syllables, found without comparing all."""

import pytest
from rapidfuzz import fuzz

from kb.content.library import Library
from kb.matching.alignment import Row, plain_row
from kb.matching.order_index import OrderIndex
from kb.matching.phonetics import hear

COUNT = 40
SAID = (
    "卡怎么办",
    "怎么办卡",
    "心肌梗死赔不赔要交什么材料",
    "我爱人上个月出了工伤在医院里住着要什么材料怎么交上去",
    "啊啊啊啊啊啊啊",
    "嗯",
    "今天天气蛮好的我们出去走走",
)


def row(text: str) -> Row:
    sounds = hear(text)
    return plain_row(sounds, sounds.syllables.astype(float))


@pytest.fixture(scope="module")
def texts(library: Library) -> list[Row]:
    return [row(phrase.text) for phrase in library.phrases[::3]]


@pytest.mark.parametrize("said", SAID)
def test_none_that_is_nearer_is_left_out(texts, said):
    utterance = row(said)
    ratios = [fuzz.ratio(utterance.spelled, text.spelled) for text in texts]
    found = OrderIndex(texts).nearest(utterance, COUNT)
    assert len(set(found.tolist())) == COUNT
    nearest = sorted(ratios, reverse=True)[:COUNT]
    assert sorted((ratios[n] for n in found), reverse=True) == pytest.approx(nearest)


def test_of_few_texts_all_are_near():
    assert OrderIndex([row("卡怎么办"), row("好")]).nearest(row("肺癌"), 2).tolist() == [0, 1]
