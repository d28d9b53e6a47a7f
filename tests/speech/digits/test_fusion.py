"""What is believed about a number, from all that is known of it."""

import pytest

from speech.digits.fusion import (
    Hypothesis,
    choices,
    fuse,
    joined,
    of_said,
    replaced,
)
from speech.digits.results import DigitsHeard, NumberReading

NUMBER = "0787789328"
DOUBTFUL = [("0787789328", 0.6), ("0787789321", 0.35), ("078778932", 0.05)]


def heard(*readings: tuple[str, float]) -> DigitsHeard:
    return DigitsHeard(readings[0][0], readings=tuple(NumberReading(d, c) for d, c in readings))


def test_the_model_alone_is_believed_as_far_as_it_is_sure():
    number = fuse(heard(*DOUBTFUL))
    assert number.digits == NUMBER
    assert number.confidence == pytest.approx(0.6)
    assert number.uncertain == (9,)
    assert choices(number, 9) == ("8", "1")


def test_an_engine_that_agrees_takes_the_doubt_away():
    readings = [("0787789328", 0.75), ("0787789321", 0.2), ("078778932", 0.05)]
    assert fuse(heard(*readings)).uncertain == (9,)
    number = fuse(heard(*readings), "零七八七七八九三二八")
    assert number.digits == NUMBER
    assert number.uncertain == ()


def test_an_engine_that_heard_the_rival_turns_the_balance():
    number = fuse(heard(*DOUBTFUL), "零七八，七七八九三二一")
    assert number.digits == "0787789321"
    assert 9 in number.uncertain


@pytest.mark.parametrize(
    "text", ["零七八七七九三二八", "零,零,零,零,零,零,零,零,零,零", "他说再见", ""]
)
def test_an_engine_that_lost_a_digit_ran_away_or_heard_nothing_harms_little(text):
    number = fuse(heard((NUMBER, 0.95), ("078778932", 0.05)), text)
    assert number.digits == NUMBER
    assert number.confidence > 0.7


def test_the_engine_alone_is_no_certainty_but_a_number():
    assert fuse(None, "零七八七七八九三二八").digits == NUMBER
    assert fuse(heard(("", 1.0)), "零七八七七八九三二八").digits == NUMBER


def test_nothing_heard_is_no_number():
    assert fuse(None) == Hypothesis()
    assert not fuse(heard(("", 1.0)), "不知道").complete()


@pytest.mark.parametrize(
    ("digits", "text"),
    [
        ("0787789321328", "零七八七七八九三二一，不对，是三二八"),
        ("0787789328" + "0787789328", "零七八七七八九三二八，零七八七七八九三二八"),
        ("7878" + "0787789328", "七八七八，重新来，零七八七七八九三二八"),
    ],
)
def test_the_engines_words_say_what_the_models_digits_mean(digits, text):
    assert fuse(heard((digits, 1.0)), text).digits == NUMBER


def test_digits_the_engine_lost_inside_its_words_come_from_the_model():
    number = fuse(heard(("0787789321328", 1.0)), "零七八七七八九三二一，不对，是三二八")
    assert number.digits == NUMBER
    fewer = fuse(heard(("11137893212328", 1.0)), "一一一三七八九三二一，不对，是三二八")
    assert len(fewer.digits) >= 10


def test_a_known_union_code_tips_a_balance_but_excludes_nothing():
    even = (NUMBER, [("0187789328", 0.5)], 0.5)
    assert of_said(*even, codes=("018",)).digits == "0187789328"
    clear = (NUMBER, [("0187789328", 0.05)], 0.95)
    assert of_said(*clear, codes=("018",)).digits == NUMBER
    assert of_said(*clear).confidence > of_said(*clear, codes=("018",)).confidence > 0.5


def test_said_twice_is_surer_than_once():
    first, second = fuse(heard(*DOUBTFUL)), fuse(heard((NUMBER, 0.7), ("0787789326", 0.3)))
    both = joined(first, second)
    assert both.digits == NUMBER
    assert both.confidence > 0.9
    assert joined(Hypothesis(), first) == first == joined(first, Hypothesis())


def test_an_answer_about_one_digit_settles_that_digit_only():
    number = replaced(fuse(heard(*DOUBTFUL)), 9, "1")
    assert number.digits == "0787789321"
    assert number.uncertain == ()
    other = replaced(fuse(heard(*DOUBTFUL)), 0, "5")
    assert other.digits == "5787789328"
    assert other.uncertain == (9,)
    with pytest.raises(IndexError):
        replaced(other, 10, "1")


def test_a_transcript_says_as_much_as_the_hypothesis_it_came_from():
    (text, confidence), *others = DOUBTFUL
    assert of_said(text, others, confidence) == fuse(heard(*DOUBTFUL))
    assert of_said("我不知道").digits == ""
    assert of_said("卡号是零七八七七八九三二八").digits == NUMBER
    assert of_said("七", length=1).digits == "7"
