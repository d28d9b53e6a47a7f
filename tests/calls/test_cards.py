"""Two calls by voice about a card: who is known is told, who is not hears nothing of it.

`python -m bench.cards` places one for every state of a card, and for every way of not being known.
"""

from pathlib import Path

import pytest

from bench import cards
from demo import AUDIO
from demo.make_clips import CLIPS
from ivr.cli.common import local_settings

pytestmark = pytest.mark.natural_speed


def recorded(text: str) -> Path:
    """The clip in which this is said."""
    names = {said: name for name, said in CLIPS.items()}
    return AUDIO / f"{names[text]}.wav"


def test_a_member_by_voice_is_told_and_a_stranger_is_not():
    wanted = [case for case in cards.CASES if case.name in ("valid", "wrong birth date")]
    for _ in range(3):  # a busy machine hears a number or a day badly now and then
        valid, stranger = cards.measure(wanted, local_settings().var, recorded, most_calls=1)
        if valid.reached and stranger.reached and valid.before == stranger.before:
            break
    assert valid.reached, valid
    assert stranger.reached, stranger
    assert valid.before == stranger.before, "up to the birth date both hear the same"


def test_the_sample_has_a_case_for_every_state_of_a_card():
    assert {case.name for case in cards.CASES} >= {"valid", "lost", "cancelled", "moved", "expired"}


def test_how_callers_say_numbers_and_dates():
    assert cards.spoken_number("7921742180") == "七九二，幺七四，二幺八零。"
    assert cards.spoken_number("0123", in_groups=False) == "零，幺，二，三。"
    assert cards.spoken_date("1968-12-03") == "一九六八年十二月三号。"
    assert cards.spoken_date("2001-10-31") == "二零零一年十月三十一号。"
