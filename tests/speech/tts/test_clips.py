"""Numbers and dates out of a closed set of clips."""

from datetime import date

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.tts.clips import FIRST_YEAR, LAST_YEAR, melody
from speech.tts.voice import (
    Phrase,
    clip_phrases,
    count_phrases,
    date_phrases,
    number_phrases,
)

CLIPS = frozenset(clip_phrases())


def text(phrases: list[Phrase]) -> str:
    return "".join(phrase.text for phrase in phrases)


def test_a_member_number_is_said_in_groups() -> None:
    assert text(number_phrases(["390", "211", "2345"])) == "三九零，二幺幺，二三四五，"


def test_a_date() -> None:
    assert text(date_phrases(date(1968, 3, 12))) == "一九六八年三月十二日，"


@pytest.mark.parametrize(
    ("number", "spoken"),
    [(0, "零"), (2, "两"), (10_000, "一万"), (20_000, "两万"), (115, "一百一十五"),
     (120_050, "十二万零五十"), (30_500, "三万零五百")],
)  # fmt: skip
def test_counts(number: int, spoken: str) -> None:
    assert text(count_phrases(number)) == spoken


@given(st.integers(0, 99_999_999))
def test_every_number_can_be_said_from_clips(number: int) -> None:
    phrases = count_phrases(number)
    assert set(phrases) <= CLIPS
    assert cn2an.cn2an(text(phrases).replace("两", "二"), "smart") == number


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_every_date_can_be_said_from_clips(day: date) -> None:
    assert set(date_phrases(day)) <= CLIPS


@given(st.lists(st.from_regex("[0-9]{1,4}", fullmatch=True), min_size=1, max_size=5))
def test_every_digit_string_can_be_said_from_clips(groups: list[str]) -> None:
    assert set(number_phrases(groups)) <= CLIPS


@pytest.mark.parametrize("number", [-1, 100_000_000])
def test_numbers_beyond_the_clips_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no clips"):
        count_phrases(number)


def test_the_last_clip_of_a_group_falls() -> None:
    first, last = number_phrases(["39"])
    assert (melody(first), melody(last)) == ("三，", "九。")


def test_the_set_is_small_enough_to_render_ahead() -> None:
    assert len(CLIPS) < 400
