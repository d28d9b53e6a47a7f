"""Likely phrases are found by sound."""

import pytest

from speech.asr.soundalike import PARTS, WHOLE, SoundAlike, alike

PHRASES = (
    "会员卡怎么补办", "会员卡怎么激活", "大病怎么理赔", "援助中心有几个", "转人工", "尿毒症", "腰突症",
    "恶性肿瘤", "糖尿病",
)  # fmt: skip


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("围烟卡怎么不办", "会员卡怎么补办"),
        ("摇度正能陪吗?", "尿毒症"),
        ("而心中流能不能陪。", "恶性肿瘤"),
        ("答应怎么理配", "大病怎么理赔"),
        ("砖人公", "转人工"),
    ],
)
def test_what_was_misheard_is_among_the_nearest(heard: str, meant: str) -> None:
    assert meant in SoundAlike(PHRASES).near([heard])


def test_only_a_handful_is_near() -> None:
    many = SoundAlike(f"第{n}个问题怎么办" for n in range(500))
    assert 0 < len(many.near(["第四个问题怎么办", "第十个"])) <= WHOLE + PARTS


def test_every_reading_counts() -> None:
    phrases = SoundAlike(PHRASES)
    assert phrases.near(["大病怎么理赔", "转人工"])[:2] == ["大病怎么理赔", "转人工"]


@pytest.mark.parametrize(
    ("put_right", "heard"),
    [
        ("恶性肿瘤能不能赔", "而心中流能不能陪。"),
        ("会员卡怎么激活", "回忆恩卡怎么计划?"),
        ("中风", "终风"),
        ("中风", "宗风"),
        ("工伤", "公桑"),
    ],
)
def test_a_reading_put_right_sounds_like_what_was_heard(put_right: str, heard: str) -> None:
    assert alike(put_right, ["没有", heard])


@pytest.mark.parametrize(
    ("made_up", "heard"),
    [
        ("哪几种疾病可以赔吗", "拿到小鞋可以补充"),
        ("菜单", "蔡燃困"),
        ("转人工", "心梗赔不赔"),
        ("胃炎", "喂呀"),
    ],
)
def test_a_phrase_that_was_only_in_mind_does_not(made_up: str, heard: str) -> None:
    assert not alike(made_up, [heard])


def test_nothing_heard_is_near_nothing() -> None:
    assert SoundAlike(PHRASES).near([]) == []
    assert SoundAlike(PHRASES).near(["。"]) == []
    assert SoundAlike(()).near(["大病怎么理赔"]) == []
