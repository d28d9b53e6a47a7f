"""From probabilities to strings: repeats, doubts, and what is no digit."""

import numpy as np
import pytest

from speech.digits.beam import readings, spans
from speech.digits.tokens import CLASSES, classes


def said(frames: str, *, doubt: str = "", share: float = 0.0) -> np.ndarray:
    """Log probabilities of one frame per character; '_' is silence. `doubt` says what else fits."""
    probabilities = np.full((len(frames), CLASSES), 1e-6)
    for place, name in enumerate(frames):
        probabilities[place, _class(name)] = 1.0
    for place, name in enumerate(doubt):
        if name != frames[place]:
            probabilities[place, _class(frames[place])] = 1 - share
            probabilities[place, _class(name)] = share
    return np.log(probabilities / probabilities.sum(1, keepdims=True))


def _class(name: str) -> int:
    return 0 if name == "_" else classes(name)[0]


@pytest.mark.parametrize(
    ("frames", "digits"),
    [
        ("_零零_零_七_", "007"),
        ("一一_一幺_", "111"),
        ("洞_拐_两_八八", "0728"),
        ("*_*_三三_*", "3"),
        ("七*七", "77"),
        ("______", ""),
    ],
)
def test_repeated_digits_stay_apart_and_other_words_leave_no_trace(frames, digits):
    best = readings(said(frames))[0]
    assert best.digits == digits
    assert best.confidence > 0.99


def test_ways_of_saying_the_same_number_add_up():
    found = readings(said("_幺_七_", doubt="_一_七_", share=0.45))
    assert found[0].digits == "17"
    assert found[0].confidence > 0.99


def test_a_doubtful_digit_gives_two_readings_that_share_the_probability():
    first, second = readings(said("_一_四_", doubt="_七_四_", share=0.3))[:2]
    assert (first.digits, second.digits) == ("14", "74")
    assert first.confidence == pytest.approx(0.7, abs=0.01)
    assert second.confidence == pytest.approx(0.3, abs=0.01)


def test_the_length_asked_for_is_preferred_not_forced():
    doubtful = said("_一_一_", doubt="_一_*_", share=0.8)
    assert readings(doubtful)[0].digits == "1"
    assert readings(doubtful, lengths=(2,))[0].digits == "11"
    assert readings(said("_一_一_"), lengths=(3,))[0].digits == "11"


def test_each_digit_is_found_where_it_was_said():
    assert spans(said("_七七__七_"), "77") == [(1, 2), (5, 5)]
