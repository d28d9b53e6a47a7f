"""A small file may hold hours: no more of it is decoded than is wanted."""

import time

import numpy as np
import pytest

from speech.audio import LINE_RATE
from speech.audio.sound_files import encode_opus, load_sound


@pytest.mark.parametrize("seconds", [1, 30])
def test_no_more_is_decoded_than_is_wanted(seconds):
    hour = encode_opus(np.zeros(3600 * LINE_RATE, np.float32))
    began = time.process_time()
    samples = load_sound(hour, seconds)
    assert len(samples) == seconds * LINE_RATE
    assert time.process_time() - began < 2


def test_a_short_one_is_whole():
    short = encode_opus(np.zeros(2 * LINE_RATE, np.float32))
    assert abs(len(load_sound(short, 30)) - 2 * LINE_RATE) < LINE_RATE / 10
    assert abs(len(load_sound(short)) - 2 * LINE_RATE) < LINE_RATE / 10
