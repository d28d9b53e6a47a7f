"""Keys heard in the audio: all of them, and none in what people say."""

import numpy as np
import pytest

from demo import AUDIO
from ivr.telephony.sip.key_tones import KeyTones
from speech.audio.telephone import (
    alaw_to_pcm,
    pcm_to_alaw,
    pcm_to_ulaw,
    read_wav,
    to_pcm,
    ulaw_to_pcm,
)
from tests.support.tones import PAD, keyed

FRAME = 320
PAUSE = b"\0\0" * 800


def heard(pcm: bytes) -> str:
    tones = KeyTones()
    return "".join(tones.take(pcm[at : at + FRAME]) for at in range(0, len(pcm) - FRAME + 1, FRAME))


@pytest.mark.parametrize(
    "through", [lambda p: alaw_to_pcm(pcm_to_alaw(p)), lambda p: ulaw_to_pcm(pcm_to_ulaw(p))]
)
@pytest.mark.parametrize("level", [0.03, 0.2, 0.45])
def test_every_key_is_heard_once_a_press(through, level):
    pressed = b"".join(keyed(key, 0.1, level) + PAUSE for key in PAD + "11")
    assert heard(through(pressed)) == PAD + "11"


@pytest.mark.parametrize("given", [{"twist": 1.6}, {"twist": 0.6}, {"off": 1.015}, {"off": 0.985}])
def test_a_telephone_that_is_a_little_off_is_heard(given):
    assert heard(b"".join(keyed(key, 0.1, **given) + PAUSE for key in PAD)) == PAD


def test_a_press_of_any_beginning_is_heard():
    for offset in range(0, FRAME, 48):
        assert heard(b"\0" * offset + keyed("7", 0.08) + PAUSE) == "7"


@pytest.mark.parametrize("lost", range(1, 5))
def test_a_packet_lost_in_the_middle_of_a_press_is_no_second_press(lost):
    pressed = bytearray(keyed("5", 0.12))
    pressed[lost * FRAME : (lost + 1) * FRAME] = bytes(FRAME)
    assert heard(bytes(pressed) + PAUSE + bytes(pressed) + PAUSE) == "55"


def test_a_key_pressed_for_65_ms_with_pauses_of_40_is_heard_each_time():
    pause = b"\0\0" * 320
    for offset in range(0, FRAME, 48):
        assert heard(b"\0" * offset + (keyed("5", 0.065) + pause) * 3 + PAUSE) == "555"


def test_nothing_people_say_is_a_key():
    recordings = sorted(AUDIO.glob("*.wav"))
    assert len(recordings) > 10
    found = {path.name: keys for path in recordings if (keys := heard(read_wav(path)))}
    assert found == {}


def test_neither_noise_nor_a_single_tone_nor_a_short_click_is_a_key():
    chance = np.random.default_rng(12351)
    assert heard(to_pcm(chance.normal(0, 0.2, 80_000))) == ""
    at = np.arange(8000) / 8000
    for hertz in (450, 697, 941, 1209, 1477):
        assert heard(to_pcm(0.3 * np.sin(2 * np.pi * hertz * at))) == ""
    assert heard(PAUSE + keyed("3", 0.02) + PAUSE) == ""
