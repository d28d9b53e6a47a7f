"""How near two syllables are, and what of a text has a sound."""

import numpy as np
import pytest

from kb.matching.phonetics import INDEX, NEARNESS, SYLLABLES, hear, spoken


def nearness(first: str, second: str) -> float:
    return float(NEARNESS[INDEX[first], INDEX[second]])


@pytest.mark.parametrize(
    "pair",
    [
        "zhong zong",
        "chi ci",
        "shan san",
        "nan lan",
        "xin xing",
        "shen sheng",
        "fan fang",
        "fei hui",
    ],
)
def test_sounds_confused_by_accent_are_near(pair: str) -> None:
    assert nearness(*pair.split()) > 0.7


@pytest.mark.parametrize("pair", ["tang niao", "ba kui", "zhong la", "xue gan"])
def test_other_sounds_are_not(pair: str) -> None:
    assert nearness(*pair.split()) < 0.45


def test_nearness_is_symmetric_and_one_for_the_same() -> None:
    assert np.allclose(NEARNESS, NEARNESS.T)
    assert np.allclose(np.diag(NEARNESS), 1)


def test_only_what_is_spoken_is_kept() -> None:
    assert spoken("A类，能赔 2 万？") == "A类能赔二万"


@pytest.mark.parametrize("text", ["", "……？！", "😀", "\x00"])
def test_a_text_without_sound_has_no_syllables(text: str) -> None:
    assert len(hear(text)) == 0


def test_letters_and_traditional_characters_have_sounds() -> None:
    sounds = hear("b類會員")
    assert [SYLLABLES[index] for index in sounds.syllables] == ["bi", "lei", "hui", "yuan"]
    assert len(sounds.text) == len(sounds.tones) == 4
