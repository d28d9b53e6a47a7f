"""Telephone audio: mu-law, A-law, PCM, resampling, WAV files."""

import io
import warnings
import wave
from pathlib import Path

import numpy as np
import soxr

from speech.audio import LINE_RATE
from speech.errors import SpeechError

with warnings.catch_warnings():
    # Part of Python up to 3.12, from the package audioop-lts after that.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

MAX_WAV_SECONDS = 600
_WAVE_FORMAT_MULAW = 7


class AudioError(SpeechError, ValueError):
    """A file cannot be read as audio; says which and why."""


def ulaw_to_pcm(ulaw: bytes) -> bytes:
    """8-bit mu-law to 16-bit linear samples."""
    return audioop.ulaw2lin(ulaw, 2)


def pcm_to_ulaw(pcm: bytes) -> bytes:
    """16-bit linear samples to 8-bit mu-law."""
    return audioop.lin2ulaw(pcm, 2)


def alaw_to_pcm(alaw: bytes) -> bytes:
    """8-bit A-law to 16-bit linear samples."""
    return audioop.alaw2lin(alaw, 2)


def pcm_to_alaw(pcm: bytes) -> bytes:
    """16-bit linear samples to 8-bit A-law."""
    return audioop.lin2alaw(pcm, 2)


def to_floats(pcm: bytes) -> np.ndarray:
    """16-bit samples to float32 in -1..1."""
    return np.frombuffer(pcm, "<i2").astype(np.float32) / 32768


def to_pcm(samples: np.ndarray) -> bytes:
    """Floats in -1..1 to 16-bit samples; louder ones are clipped."""
    return (np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes()


def resample(pcm: bytes, source: int, target: int) -> bytes:
    """16-bit mono audio at another sample rate."""
    if source == target:
        return pcm
    return to_pcm(soxr.resample(to_floats(pcm), source, target))


class Upsampler:
    """Resamples a stream piece by piece without seams; the same audio comes out the same.

    In floats: to whole numbers soxr adds random noise, other noise each time.
    """

    def __init__(self, source: int, target: int) -> None:
        self._stream = soxr.ResampleStream(source, target, 1, dtype="float32", quality="LQ")

    def feed(self, pcm: bytes, last: bool = False) -> bytes:
        """The next piece of 16-bit mono audio; `last` flushes what is held back."""
        return to_pcm(self._stream.resample_chunk(to_floats(pcm), last=last))


def read_wav(path: Path) -> bytes:
    """A WAV file (8/16-bit PCM or mu-law, any rate, mono or stereo) as 8 kHz 16-bit mono PCM.

    Raises `AudioError` for anything else and for files longer than ten minutes.
    """
    try:
        rate, channels, width, frames = _read(path)
    except (wave.Error, EOFError, OSError, ValueError) as error:
        raise AudioError(f"{path}: not a WAV file we can read: {error}") from error
    if len(frames) > MAX_WAV_SECONDS * rate * channels * width:
        raise AudioError(f"{path}: longer than {MAX_WAV_SECONDS} seconds")
    pcm = audioop.lin2lin(audioop.bias(frames, 1, -128), 1, 2) if width == 1 else frames
    if channels == 2:
        pcm = audioop.tomono(pcm, 2, 0.5, 0.5)
    return resample(pcm, rate, LINE_RATE)


def _read(path: Path) -> tuple[int, int, int, bytes]:
    raw = path.read_bytes()
    if raw[:4] == b"RIFF" and raw[20:22] == _WAVE_FORMAT_MULAW.to_bytes(2, "little"):
        return _read_mulaw(raw)
    with wave.open(str(path), "rb") as file:
        channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
        if channels not in (1, 2) or width not in (1, 2) or not rate:
            raise ValueError(f"{channels} channels of {width * 8} bits at {rate} Hz")
        return rate, channels, width, file.readframes(file.getnframes())


def _read_mulaw(raw: bytes) -> tuple[int, int, int, bytes]:
    """The `wave` module refuses mu-law, which is what telephone recordings often are."""
    channels, rate = int.from_bytes(raw[22:24], "little"), int.from_bytes(raw[24:28], "little")
    start = raw.find(b"data")
    if start < 0 or channels not in (1, 2) or not rate:
        raise ValueError("no audio in a mu-law file")
    size = int.from_bytes(raw[start + 4 : start + 8], "little")
    return rate, channels, 2, ulaw_to_pcm(raw[start + 8 : start + 8 + size])


def write_wav(path: Path, pcm: bytes, rate: int = LINE_RATE) -> None:
    """Write 16-bit mono samples to a WAV file."""
    path.write_bytes(wav_of(pcm, rate))


def wav_of(pcm: bytes, rate: int = LINE_RATE) -> bytes:
    """A WAV file of 16-bit mono samples, in memory."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return content.getvalue()
