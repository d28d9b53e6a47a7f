"""What staff write, and how it is read."""

from datetime import date

import pytest

from speech.entities.digits import group_digits
from speech.tts.phonemes import phonemes, syllables
from speech.tts.text_normalization import (
    is_syllable,
    read,
    read_date,
    read_digits,
    read_number,
)


@pytest.mark.parametrize(
    ("spoken", "alone"),
    [("九", True), ("九，", True), ("到", True), ("十二", False), ("A", False), ("", False)],
)
def test_a_syllable_alone_is_told_from_words(spoken: str, alone: bool) -> None:
    assert is_syllable(spoken) is alone


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("会员编号3902112345", "会员编号三九零，二幺幺，二三四五"),
        ("手机13812345678", "手机幺三八，幺二三四，五六七八"),
        ("请拨打021-63500870或021-12351", "请拨打零二幺，六三五零，零八七零或零二幺，幺二三五幺"),
        ("请拨打12351", "请拨打幺二三五幺"),
        ("急救请拨打120", "急救请拨打幺二零"),
        ("120元", "一百二十元"),
        ("180日内", "一百八十日内"),
        ("CNY 10,000", "一万元"),
        ("￥20,000", "两万元"),
        ("10000元，3万元", "一万元，三万元"),
        ("2.5折起，全网9.5折", "二点五折起，全网九点五折"),
        ("25%", "百分之二十五"),
        ("2026-11-24", "二零二六年十一月二十四日"),
        ("2026年1月1日", "二零二六年一月一日"),
        ("02月05日", "二月五日"),
        ("9:00-17:05", "九点整到十七点零五分"),
        ("2个月，2级，2份", "两个月，二级，两份"),
        ("第1-3位", "第一到三位"),
        ("按#号键", "按井号键"),
        ("按*键", "按星号键"),
        ("A类和Ｂ类", "A类和B类"),
        ("ATM取现（免手续费）", "A T M取现，免手续费，"),
        ("www.sh12351card.org", "三个W，点，S H，幺二三五幺，C A R D，点，O R G"),
        ("关注“申工社”", "关注申工社"),
        ("Sorry, please hold. OK", "sorry，please hold。O K"),
        ("", ""),
    ],
)
def test_reads_what_is_written(written: str, spoken: str) -> None:
    assert read(written) == spoken


@pytest.mark.parametrize(
    "text", ["您说的会员编号是三九零，二幺幺。", "A类，保障一万元！", "三个W，点，O R G"]
)
def test_reading_twice_changes_nothing(text: str) -> None:
    assert read(read(text)) == read(text)


@pytest.mark.parametrize(
    ("number", "spoken"),
    [(0, "零"), (2, "二"), (10, "十"), (110, "一百一十"), (1005, "一千零五"), ("20,000", "两万"),
     (120_000, "十二万"), ("2.5", "二点五")],
)  # fmt: skip
def test_numbers(number: str | int, spoken: str) -> None:
    assert read_number(number) == spoken


def test_parts_for_other_modules() -> None:
    assert read_digits("0121") == "零幺二幺"
    assert read_date(date(1968, 3, 12)) == "一九六八年三月十二日"
    assert group_digits("3902112345") == ["390", "211", "2345"]


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        # polyphones
        ("给付", "ji3 fu4"),
        ("可以给您", "ke2 yi2 gei3 nin2"),
        ("重大疾病", "zhong4 da4 ji2 bing4"),
        ("重新说一遍", "chong2 xin1 shuo1 yi2 bian4"),
        ("长期", "chang2 qi1"),
        ("部长", "bu4 zhang3"),
        ("农商银行", "nong2 shang1 yin2 hang2"),
        ("自行", "zi4 xing2"),
        ("还款还有", "huan2 kuan3 hai2 you3"),
        ("差额", "cha1 e2"),
        ("冠状动脉", "guan1 zhuang4 dong4 mai4"),
        # tone sandhi
        ("不是", "bu2 shi4"),
        ("一万元", "yi2 wan4 yuan2"),
        ("一百", "yi4 bai3"),
        ("老板", "lao2 ban3"),
        # 一 keeps its tone as a name
        ("一月一日", "yi1 yue4 yi1 ri4"),
        ("第一", "di4 yi1"),
        ("十一个", "shi2 yi1 ge5"),
        ("按一键", "an4 yi1 jian4"),
        ("幺二三五幺", "yao1 er4 san1 wu3 yao1"),
        ("二零一一年", "er4 ling2 yi1 yi1 nian2"),
        # letters
        ("A类", "ei1 lei4"),
    ],
)
def test_pronunciation(text: str, pinyin: str) -> None:
    assert " ".join(syllables(text)) == pinyin


def test_english_words_of_the_lexicon_are_said_as_words() -> None:
    assert phonemes(read("Sorry, this hotline")) == "sˈɑɹi, ðˈɪs hˈɑtlˌIn"


def test_phonemes_keep_the_pauses() -> None:
    assert phonemes("您好，请说。") == "ni↗nxau↓, ʨʰi↓ŋ ʂwo→."
