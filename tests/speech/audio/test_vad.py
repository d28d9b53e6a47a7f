"""Speech is told from silence, for every line by itself."""

from pathlib import Path

import pytest

from speech.audio.telephone import read_wav
from speech.audio.vad import WINDOW, VoiceDetector
from speech.ear import SPEECH

FRAME = 320
SPOKEN = read_wav(Path(__file__).parent / "clips" / "papers.wav")
SILENCE = bytes(16000)


def heard(detector: VoiceDetector, pcm: bytes) -> list[float]:
    frames = (pcm[at : at + FRAME] for at in range(0, len(pcm), FRAME))
    return [probability for frame in frames for probability in detector.feed(frame)]


def test_speech_is_told_from_silence() -> None:
    before, spoken, after = (round(len(p) / 16000 / WINDOW) for p in (SILENCE, SPOKEN, SILENCE))
    found = heard(VoiceDetector(), SILENCE + SPOKEN + SILENCE)
    assert max(found[:before]) < SPEECH
    assert sum(p > SPEECH for p in found[before : before + spoken]) > 0.6 * spoken
    assert max(found[-after // 2 :]) < SPEECH


def test_the_size_of_the_pieces_does_not_matter() -> None:
    at_once = list(VoiceDetector().feed(SPOKEN))
    assert heard(VoiceDetector(), SPOKEN) == pytest.approx(at_once, abs=0.05)


def test_lines_that_share_the_model_do_not_hear_each_other() -> None:
    alone = heard(VoiceDetector(), SPOKEN)
    one, other = VoiceDetector(), VoiceDetector()
    together = []
    for at in range(0, len(SPOKEN), FRAME):
        together += one.feed(SPOKEN[at : at + FRAME])
        list(other.feed(SPOKEN[-at - FRAME : -at or None]))
    assert together == alone
