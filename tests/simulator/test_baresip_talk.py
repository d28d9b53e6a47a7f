"""What a caller at baresip hears of the file that baresip records into."""

import wave

import numpy as np

from simulator.audio import decode
from simulator.caller import Act
from simulator.sip.baresip_talk import BaresipTalk

FRAME = 160


def recorded(path, seconds):
    """A recording whose level tells the second."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        for second in range(seconds):
            file.writeframes(np.full(8000, 1000 * (second + 1), "<i2").tobytes())
    return path


def talk(path):
    return BaresipTalk(path, says=lambda _: None, presses=lambda _: None, over=lambda: False)


def level(heard) -> float:
    return float(np.abs(decode(heard.mulaw)).mean())


def test_frames_are_heard_one_after_another(tmp_path):
    caller = talk(recorded(tmp_path / "heard.wav", 1))
    frames = [caller.tick(Act()).mulaw for _ in range(51)]
    assert all(len(frame) == FRAME for frame in frames[:50])
    assert frames[50] == b""


def test_who_stood_still_goes_on_with_what_is_said_now(tmp_path):
    caller = talk(recorded(tmp_path / "heard.wav", 5))
    assert level(caller.tick(Act())) > 4500
    assert caller.tick(Act()).mulaw == b""
