"""Names of districts, unions, hospitals and illnesses, against a list that people have read."""

import csv
import re
from pathlib import Path

import jieba
import pytest

from ivr.prompts import catalogue
from ivr.services.prerender import all_phrases
from speech.tts.phonemes import phonemes, syllables
from speech.tts.text_normalization import read
from tests.support.knowledge import shipped

_TABLE = Path(__file__).parent / "data" / "readings.tsv"
_ROWS = _TABLE.read_text(encoding="utf-8").splitlines()[1:]
READINGS = dict(csv.reader(_ROWS, delimiter="\t"))


def spoken(text: str) -> str:
    return " ".join(syllables(read(text)))


@pytest.mark.parametrize(("word", "pinyin"), READINGS.items(), ids=READINGS)
def test_a_name_is_read_as_listed(word: str, pinyin: str) -> None:
    assert spoken(word) == pinyin


@pytest.mark.parametrize(("word", "pinyin"), READINGS.items(), ids=READINGS)
def test_so_it_is_in_a_sentence(word: str, pinyin: str) -> None:
    assert spoken(f"您问的是，{word}，对吗？") == f"nin2 wen4 de5 shi4 {pinyin} dui4 ma5"


@pytest.mark.parametrize("illness", [illness.name for illness in shipped().illnesses])
def test_every_illness_of_the_content_is_listed(illness: str) -> None:
    assert illness in READINGS, f"add {illness} and how it is read to {_TABLE.name}"


def places() -> set[str]:
    """Every word the hotline says that ends as districts, unions and hospitals do."""
    phrases = all_phrases(catalogue.load(), shipped())
    words = {word for phrase in phrases for word in jieba.cut(phrase.text)}
    return {word for word in words if re.search("(区|县|院|工会|中心|银行)$", word)}


@pytest.mark.parametrize("place", sorted(places()))
def test_every_place_of_the_content_is_listed(place: str) -> None:
    assert any(place in listed for listed in READINGS), f"add {place} to {_TABLE.name}"


@pytest.mark.parametrize(
    "district",
    [
        "黄浦",
        "徐汇",
        "长宁",
        "静安",
        "普陀",
        "虹口",
        "杨浦",
        "闵行",
        "宝山",
        "嘉定",
        "浦东新",
        "金山",
        "松江",
        "青浦",
        "奉贤",
        "崇明",
    ],
)
def test_every_district_of_shanghai_is_listed(district: str) -> None:
    assert f"{district}区" in READINGS


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("我在长宁区工作", "wo3 zai4 chang2 ning2 qu1 gong1 zuo4"),
        ("闵行区总工会的电话", "min3 hang2 qu1 zong3 gong1 hui4 de5 dian4 hua4"),
        ("到闵行银行办理", "dao4 min3 hang2 yin2 hang2 ban4 li3"),
        ("二〇二六年", "er4 ling2 er4 liu4 nian2"),
        ("二○二六年", "er4 ling2 er4 liu4 nian2"),
        ("长期在长宁，部长会来", "chang2 qi1 zai4 chang2 ning2 bu4 zhang3 hui4 lai2"),
        ("一万一千元", "yi2 wan4 yi4 qian1 yuan2"),
        ("十一万元", "shi2 yi1 wan4 yuan2"),
        ("转外地就医", "zhuan3 wai4 di4 jiu4 yi1"),
    ],
)
def test_names_and_numerals_in_sentences(text: str, pinyin: str) -> None:
    assert spoken(text) == pinyin


@pytest.mark.parametrize(("word", "alike"), [("长宁区", "常宁区"), ("闵行区", "敏航区")])
def test_the_sounds_follow_the_reading(word: str, alike: str) -> None:
    assert phonemes(word).replace(" ", "") == phonemes(alike).replace(" ", "")
