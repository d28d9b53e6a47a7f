"""Our own voice on the way back is nobody's speech; a caller over it is."""

from pathlib import Path

import numpy as np
import pytest

from demo import AUDIO
from speech.audio.telephone import pcm_to_ulaw, read_wav, to_floats, to_pcm, ulaw_to_pcm
from speech.ear import Ear, SpeechStarted
from tests.support.hotlines import ScriptedRecognizer

PROMPT = to_floats(read_wav(Path(__file__).parent / "audio" / "clips" / "played.wav"))
CALLER = to_floats(read_wav(AUDIO / "021.wav"))
FRAME = 160
LINE_NOISE = 10 ** (-53 / 20)


def room(seed: int) -> np.ndarray:
    """An impulse response with a dozen early reflections."""
    chance = np.random.default_rng(seed)
    response = np.zeros(200)
    response[0] = 1.0
    response[chance.integers(1, 120, 12)] += chance.normal(0, 0.2, 12)
    return response


def beginnings(heard: np.ndarray, played: np.ndarray) -> list[float]:
    """Seconds at which the ear takes something for a caller who begins to speak."""
    ear = Ear(ScriptedRecognizer())
    heard = heard + np.random.default_rng(1).normal(0, LINE_NOISE, len(heard))
    line = ulaw_to_pcm(pcm_to_ulaw(to_pcm(heard.astype(np.float32))))
    found = []
    for start in range(0, len(heard) - FRAME, FRAME):
        if start < len(played):
            ear.plays(to_pcm(played[start : start + FRAME]))
        events = ear.feed(line[start * 2 : (start + FRAME) * 2])
        if any(isinstance(event, SpeechStarted) for event in events):
            found.append(start / 8000)
            ear.reset()
    return found


def echo(level: float, delay: float, seed: int = 1) -> np.ndarray:
    """`PROMPT` as it comes back: `level` in dB, `delay` in seconds."""
    late = np.zeros(round(delay * 8000))
    returned = np.convolve(PROMPT, room(seed))[: len(PROMPT)] * 10 ** (level / 20)
    return np.concatenate([late, returned])


@pytest.mark.parametrize("delay", [0.04, 0.16, 0.5])
@pytest.mark.parametrize("level", [-12, -18, -24, -30, -40])
def test_an_echo_of_the_prompt_interrupts_nothing(level, delay):
    assert beginnings(echo(level, delay), PROMPT) == []


def test_without_the_guard_the_same_echo_would_interrupt():
    assert beginnings(echo(-24, 0.16), np.zeros(0))


@pytest.mark.parametrize("level", [-18, -24, -30])
def test_a_caller_who_speaks_over_the_echo_is_heard(level):
    heard = echo(level, 0.16)
    start = 8000
    spoken = CALLER[: len(heard) - start]
    heard[start : start + len(spoken)] += spoken
    found = [at for at in beginnings(heard, PROMPT) if at >= 1.0]
    assert found
    assert found[0] < 2.0


def test_a_caller_is_heard_as_soon_where_nothing_comes_back():
    quiet = np.concatenate([np.zeros(8000), CALLER])
    assert beginnings(quiet, PROMPT)[0] == beginnings(quiet, np.zeros(0))[0]


def test_what_was_sent_but_never_played_is_no_echo():
    ear = Ear(ScriptedRecognizer())
    ear.plays(to_pcm(PROMPT[:1600]))
    ear.hushed()
    started = []
    for start in range(0, len(CALLER) - FRAME, FRAME):
        started += ear.feed(to_pcm(CALLER[start : start + FRAME]))
    assert any(isinstance(event, SpeechStarted) for event in started)
