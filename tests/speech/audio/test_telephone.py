"""Reading and converting telephone audio."""

import wave
from pathlib import Path

import numpy as np
import pytest

from speech.audio import telephone


def tone(rate: int, seconds: float = 0.5) -> np.ndarray:
    return (np.sin(np.arange(int(rate * seconds)) * 440 * 2 * np.pi / rate) * 9000).astype("<i2")


def write(path: Path, samples: bytes, rate: int, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)
    return path


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_any_rate_becomes_eight_kilohertz(tmp_path, rate):
    pcm = telephone.read_wav(write(tmp_path / "a.wav", tone(rate).tobytes(), rate))
    assert len(pcm) == pytest.approx(8000, abs=20)


def test_stereo_and_eight_bits_are_read(tmp_path):
    stereo = np.repeat(tone(8000), 2).tobytes()
    assert len(telephone.read_wav(write(tmp_path / "s.wav", stereo, 8000, channels=2))) == 8000
    eight = (tone(8000) // 256 + 128).astype("u1").tobytes()
    assert len(telephone.read_wav(write(tmp_path / "e.wav", eight, 8000, width=1))) == 8000


def test_a_mulaw_file_is_read(tmp_path):
    ulaw = telephone.pcm_to_ulaw(tone(8000).tobytes())
    head = b"RIFF\0\0\0\0WAVEfmt \x12\0\0\0\x07\0\x01\0" + (8000).to_bytes(4, "little")
    head += (8000).to_bytes(4, "little") + b"\x01\0\x08\0\0\0data" + len(ulaw).to_bytes(4, "little")
    (tmp_path / "u.wav").write_bytes(head + ulaw)
    assert telephone.read_wav(tmp_path / "u.wav") == telephone.ulaw_to_pcm(ulaw)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"RIFF\0\0\0\0WAVEfmt "])
def test_garbage_is_refused_by_name(tmp_path, content):
    (tmp_path / "g.wav").write_bytes(content)
    with pytest.raises(telephone.AudioError, match=r"g\.wav"):
        telephone.read_wav(tmp_path / "g.wav")


def upsampled(pcm: bytes) -> bytes:
    upsampler = telephone.Upsampler(8000, 16000)
    pieces = [upsampler.feed(pcm[i : i + 320]) for i in range(0, len(pcm), 320)]
    return b"".join([*pieces, upsampler.feed(b"", last=True)])


def test_piecewise_upsampling_has_no_seams():
    out = np.frombuffer(upsampled(tone(8000, 1).tobytes()), "<i2").astype(float)
    assert len(out) == pytest.approx(16000, abs=200)
    assert np.abs(np.diff(out[500:-500])).max() < 9000 * 440 * 2 * np.pi / 16000 * 1.2


def test_the_same_audio_is_upsampled_to_the_same_samples():
    pcm = tone(8000, 1).tobytes()
    assert len({upsampled(pcm) for _ in range(10)}) == 1
