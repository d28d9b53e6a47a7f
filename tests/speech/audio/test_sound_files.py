"""Sound files people send: a small one costs no gigabyte."""

import resource

import numpy as np
import pytest

from speech.audio import LINE_RATE
from speech.audio.sound_files import encode_opus, load_sound

HOUR = 3600


@pytest.fixture(scope="module")
def silence() -> bytes:
    """An hour of nothing, in less than a megabyte."""
    return encode_opus(np.zeros(HOUR * LINE_RATE, np.float32))


def test_of_a_long_sound_only_the_beginning_is_decoded(silence):
    assert len(silence) < 2 << 20
    before = resource.getrusage(resource.RUSAGE_SELF)
    samples = load_sound(silence, max_seconds=30)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert len(samples) == 30 * LINE_RATE
    assert after.ru_maxrss - before.ru_maxrss < 20 * 1024, "kilobytes; an hour would be 115,000"
    assert after.ru_utime - before.ru_utime < 2


@pytest.mark.parametrize("seconds", [0.5, 29, 30, 31])
def test_a_short_sound_is_decoded_to_its_end(seconds):
    sound = encode_opus(np.sin(np.arange(int(seconds * LINE_RATE)) / 5).astype(np.float32))
    samples = load_sound(sound, max_seconds=30)
    assert len(samples) == pytest.approx(min(seconds, 30) * LINE_RATE, abs=LINE_RATE * 0.05)
    assert len(load_sound(sound)) == pytest.approx(seconds * LINE_RATE, abs=LINE_RATE * 0.05)
