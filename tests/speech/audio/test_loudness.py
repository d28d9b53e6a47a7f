"""Level, silence and pieces of prompts."""

import numpy as np
import pytest

from speech.audio.loudness import PEAK_LEVEL, TARGET_LEVEL, active_level, normalise, trim

RATE = 8000


def tone(seconds: float, amplitude: float) -> np.ndarray:
    """A 400 Hz tone."""
    times = np.arange(int(RATE * seconds)) / RATE
    return (amplitude * np.sin(2 * np.pi * 400 * times)).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(RATE * seconds), np.float32)


@pytest.mark.parametrize("amplitude", [0.001, 0.05, 0.9])
def test_every_prompt_gets_the_same_level(amplitude: float) -> None:
    assert active_level(normalise(tone(1, amplitude), RATE), RATE) == pytest.approx(
        TARGET_LEVEL, abs=0.1
    )


def test_pauses_do_not_count() -> None:
    dense = tone(1, 0.3)
    sparse = np.concatenate([dense, silence(5)])
    assert active_level(sparse, RATE) == pytest.approx(active_level(dense, RATE), abs=0.1)


def test_peaks_are_not_clipped() -> None:
    click = silence(1)
    click[4000:4004] = 0.5
    assert np.abs(normalise(click, RATE)).max() <= 10 ** (PEAK_LEVEL / 20) + 1e-6


def test_silence_stays_silence() -> None:
    assert active_level(silence(1), RATE) == float("-inf")
    assert not normalise(silence(1), RATE).any()
    assert not trim(silence(1), RATE).size
    assert not trim(silence(0), RATE).size


def test_silence_is_trimmed_from_both_ends() -> None:
    trimmed = trim(np.concatenate([silence(1), tone(0.5, 0.3), silence(2)]), RATE)
    assert 0.5 <= trimmed.size / RATE <= 0.6
    assert trimmed[0] == trimmed[-1] == 0
