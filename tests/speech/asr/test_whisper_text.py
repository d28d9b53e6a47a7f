"""What Whisper makes up is told from what it heard."""

import numpy as np
import pytest

from speech.asr.recognizer import Expectation, Hint
from speech.asr.whisper.prompts import prompt_for
from speech.asr.whisper.text import leaked, made_up, simplified
from speech.audio.windows import windows

PROMPT = "以下是普通话的咨询电话。恶性肿瘤、急性心肌梗死、肺炎"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("得了癌症可以申請嗎?", "得了癌症可以申请吗?"),
        ("著急 辦 什麼 手續", "着急办什么手续"),
        ("我 的 OK 吗", "我的 OK 吗"),
        ("会员卡怎么补办,", "会员卡怎么补办"),
        ("会员卡怎么补办，会员卡怎么补办", "会员卡怎么补办"),
        ("三九零三九零", "三九零三九零"),
        ("390139013901", "390139013901"),
        ("良性脑肿瘤\ufffd能不能赔", "良性脑肿瘤能不能赔"),
        ("肾病、肾病、肾病、肾病", "肾病"),
        ("救命，救命，救命！", "救命，救命，救命！"),
        ("救命救命救命", "救命"),
        ("一三八一三八一三八", "一三八一三八一三八"),
        ("八八八八八八八八", "八八八八八八八八"),
        ("洞洞洞洞洞洞", "洞洞洞洞洞洞"),
        ("一二三四五一二三四五", "一二三四五一二三四五"),
    ],
)
def test_characters_are_simplified_and_joined(written: str, meant: str) -> None:
    assert simplified(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "字幕由 Amara.org 社区提供",
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "谢谢观看",
        "习惯习惯习惯习惯习惯习惯习惯",
        "我我我我我我我我我我",
        "恶性肿瘤、急性心肌梗死",
        "咨询电话，恶性肿瘤",
        "一" + "这是一个很长的句子，没有人能说得这么快" * 2,
    ],
)
def test_what_nobody_said_is_refused(text: str) -> None:
    assert made_up(text, PROMPT, seconds=2.0)


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (Hint.DIGITS, "一串数字：三八零四。"),
        (Hint.PHRASES, "请选择："),
        (Hint.PHRASES, "请选择:癌症"),
        (Hint.OPEN, "咨询电话：癌症"),
    ],
)
def test_the_heading_of_the_hint_is_said_by_nobody(hint: Hint, text: str) -> None:
    assert made_up(text, prompt_for(Expectation(hint, ("癌症",))), seconds=2.0)


@pytest.mark.parametrize(
    ("hint", "text"),
    [(Hint.OPEN, "咨询电话是多少"), (Hint.DIGITS, "三九零"), (Hint.YES_NO, "对的"),
     (Hint.DATE, "昨天上午")],
)  # fmt: skip
def test_words_of_the_hint_may_be_said(hint: Hint, text: str) -> None:
    assert not made_up(text, prompt_for(Expectation(hint)), seconds=2.0)


@pytest.mark.parametrize("text", ["怎么理赔，要什么材料", "生了病能赔吗？怎么理赔？", "会员卡"])
def test_two_questions_of_the_hint_may_be_said(text: str) -> None:
    assert not made_up(text, prompt_for(Expectation(Hint.OPEN)), seconds=2.0)


@pytest.mark.parametrize("hint", [Hint.OPEN, Hint.DATE, Hint.YES_NO])
def test_the_hint_as_a_whole_is_said_by_nobody(hint: Hint) -> None:
    prompt = prompt_for(Expectation(hint))
    assert made_up(prompt, prompt, seconds=9.0)
    assert made_up(prompt.partition("：")[2] or prompt[1:], prompt, seconds=9.0)


def test_where_anything_may_be_said_no_illness_is_named() -> None:
    for hint in (Hint.OPEN, Hint.STORY):
        assert "癌症" not in prompt_for(Expectation(hint, ("癌症",)))
    assert "癌症" in prompt_for(Expectation(Hint.PHRASES, ("癌症",)))


@pytest.mark.parametrize(
    "text", ["恶性肿瘤", "肺炎", "谢谢再见", "心梗赔不赔", "三九零，四七七，八零四六", "好好好"]
)
def test_what_callers_say_is_kept(text: str) -> None:
    assert not made_up(text, PROMPT, seconds=2.0)


@pytest.mark.parametrize("text", ["是的。" * 7, "不要、" * 30, "肾病、" * 50, "是的" * 12])
def test_what_is_repeated_without_end_is_no_reading(text: str) -> None:
    assert made_up(simplified(text), "", seconds=2.0)


@pytest.mark.parametrize("text", ["工伤", "理赔", "材料", "会员卡"])
def test_a_word_of_the_opening_questions_may_be_asked(text: str) -> None:
    assert not leaked(text, prompt_for(Expectation(Hint.OPEN)), confidence=0.4)


@pytest.mark.parametrize("text", ["肌梗", "性肿", "死", "话"])
def test_a_piece_of_the_hint_heard_weakly_was_not_said(text: str) -> None:
    assert leaked(text, PROMPT, confidence=0.3)


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("肺炎", 0.3), ("肌梗", 0.6), ("心梗", 0.3), ("急性心肌", 0.3), ("好", 0.2), ("", 0.1)],
)
def test_whole_words_and_what_is_heard_well_may_have_been_said(
    text: str, confidence: float
) -> None:
    assert not leaked(text, PROMPT, confidence)


def test_long_audio_is_cut_where_it_is_quiet() -> None:
    loud = np.random.default_rng(1).normal(0, 3000, 8000 * 10).astype("<i2")
    quiet = np.zeros(8000, "<i2")
    pcm = np.concatenate([loud, quiet, loud, quiet, loud]).tobytes()
    pieces = list(windows(pcm, longest=15))
    assert b"".join(pieces) == pcm
    assert [len(piece) // 16000 for piece in pieces] == [10, 11, 10]
