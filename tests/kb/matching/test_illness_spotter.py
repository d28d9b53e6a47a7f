"""Illness names found in an utterance by their sound, and the alignment behind it."""

import numpy as np
import pytest

from kb.matching.alignment import (
    Block,
    Slotted,
    agreement,
    heard_somewhere,
    joined,
    lay,
    matched,
    plain_row,
)
from kb.matching.illness_spotter import Span, Spotter
from kb.matching.phonetics import hear

NAMES = [
    ("糖尿病", 0),
    ("慢性肾功能衰竭", 1),
    ("肾衰", 1),
    ("恶性肿瘤", 2),
    ("肝癌", 2),
    ("胃炎", 3),
]


def row(text: str):
    sounds = hear(text)
    return plain_row(sounds, np.ones(len(sounds), np.float32))


def spot(text: str) -> list[Span]:
    utterance = row(text)
    return Spotter(NAMES).spot(utterance, heard_somewhere(utterance), 5)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("我有糖尿病能赔吗", "糖尿病", (2, 5)),
        ("慢进选公门摔杰包括吗", "慢性肾功能衰竭", (0, 7)),
        ("恶心走流能不能赔", "恶性肿瘤", (0, 4)),
        ("糖糖尿病", "糖尿病", (1, 4)),
    ],
)
def test_a_name_is_found_however_badly_heard(text: str, name: str, place: tuple[int, int]) -> None:
    best = spot(text)[0]
    assert (best.name, (best.start, best.end)) == (name, place)


def test_said_exactly_fits_exactly() -> None:
    assert spot("胃炎")[0].fit == pytest.approx(1)
    assert spot("胃盐")[0].fit < 1


def test_a_longer_name_heard_badly_beats_a_short_one_inside_it() -> None:
    assert spot("慢性肾功能摔接")[0].name == "慢性肾功能衰竭"


def test_nothing_alike_finds_nothing() -> None:
    assert spot("我们去看电影") == [] or spot("我们去看电影")[0].fit < 0.5


def test_agreement_is_one_for_the_same_text_and_counts_near_sounds() -> None:
    block = Block([row("怎么激活"), row("怎么补办")])
    utterance = row("怎么激活")
    every = np.arange(2)
    both = block.totals + utterance.total
    same, other = agreement(matched(lay(utterance, block, every)), both)
    assert same == pytest.approx(1)
    near = agreement(matched(lay(row("怎么几合"), block, every)), both)[0]
    assert other < near < 1


def test_a_slot_meets_the_slot() -> None:
    block = Block([joined([row("得了"), row("赔吗")])])
    weight = Slotted(lay(row("得了肺癌赔吗"), block, np.arange(1))).matched(2, 4)
    assert float(weight[0]) == pytest.approx(4)


def test_nearest_keeps_the_row_that_agrees() -> None:
    texts = ["会员卡怎么补办", "援助中心在哪里", "微信怎么绑定", "年费多少"]
    utterance = row("援助中心在哪")
    nearest = Block([row(t) for t in texts]).nearest(heard_somewhere(utterance), utterance.total, 1)
    assert nearest.tolist() == [1]
