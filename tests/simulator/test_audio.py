import wave

import numpy as np
import pytest

from simulator import audio


def test_mulaw_by_the_standard():
    codes = bytes([0xFF, 0x7F, 0x80, 0x00, 0xF0, 0x70])
    assert audio.decode(codes).tolist() == [0, 0, 32124, -32124, 120, -120]
    assert audio.encode(np.array([0, 32767, -32768, 120, -120], np.int16)).hex() == "ff8000f070"


def test_every_code_survives_a_round_trip():
    codes = bytes(x for x in range(256) if x != 0x7F)  # 0x7F is a second zero
    assert audio.encode(audio.decode(codes)) == codes


def test_reads_back_what_it_writes(tmp_path):
    tone = audio.tone(440, 0.5)
    audio.write_wav(tmp_path / "a.wav", tone)
    assert audio.read_sound(tmp_path / "a.wav") == tone
    assert audio.read_sound((tmp_path / "a.wav").read_bytes()) == tone


def test_resamples_to_telephone_rate(tmp_path):
    with wave.open(str(tmp_path / "wide.wav"), "wb") as file:
        file.setparams((2, 2, 16000, 0, "NONE", ""))
        file.writeframes(b"\0\0\0\0" * 16000)
    assert len(audio.read_sound(tmp_path / "wide.wav")) == pytest.approx(8000, abs=40)


@pytest.mark.parametrize("content", [None, b"", b"not a sound at all"])
def test_an_unreadable_file_is_named(tmp_path, content):
    path = tmp_path / "bad.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(audio.AudioError, match=r"bad\.wav"):
        audio.read_sound(path)


def test_speech_span_leaves_out_hiss():
    rng = np.random.default_rng(1)
    hiss = audio.encode(rng.normal(0, 40, 1600).astype(np.int16))
    assert audio.speech_span(hiss + audio.tone(400, 0.4) + hiss) == (10, 29)
    assert audio.speech_span(audio.SILENCE * 7) == (0, 6)


def test_noise_has_the_wanted_level():
    tone = audio.tone(400, 1.0)
    noisy = audio.with_noise(tone, 10.0, np.random.default_rng(1))
    clean = audio.decode(tone).astype(float)
    noise = audio.decode(noisy) - clean
    assert 10 * np.log10(np.mean(clean**2) / np.mean(noise**2)) == pytest.approx(10, abs=0.5)
