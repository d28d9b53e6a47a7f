"""Telephone audio: 8 kHz mu-law in frames of 20 ms, read from and written to WAV files."""

import io
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from simulator.errors import SimulatorError

RATE = 8000
FRAME_BYTES = 160
FRAME_SECONDS = 0.02
SILENCE = b"\xff" * FRAME_BYTES

AUDIBLE_PEAK = 300
"""Peak (of 32,767) above which a frame counts as something the caller hears."""

_BIAS = 0x84
_CLIP = 32635

Pcm = NDArray[np.int16]


class AudioError(SimulatorError):
    """A sound file cannot be read."""


def _decode_table() -> Pcm:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((code & 0x0F) << 3) + _BIAS) << ((code >> 4) & 0x07)
    return np.where(code & 0x80, _BIAS - magnitude, magnitude - _BIAS).astype(np.int16)


_DECODED = _decode_table()


def decode(mulaw: bytes) -> Pcm:
    """Return mu-law bytes as 16-bit samples (ITU-T G.711)."""
    return _DECODED[np.frombuffer(mulaw, dtype=np.uint8)]


def encode(pcm: Pcm) -> bytes:
    """Return 16-bit samples as mu-law bytes (ITU-T G.711)."""
    samples = pcm.astype(np.int32)
    sign = np.where(samples < 0, 0x80, 0)
    biased = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(biased)).astype(np.int32) - 7
    mantissa = (biased >> (exponent + 3)) & 0x0F
    return (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8).tobytes()


def audible(mulaw: bytes) -> bool:
    """Tell whether there is anything to hear in these mu-law bytes."""
    return bool(mulaw) and int(np.abs(decode(mulaw).astype(np.int32)).max()) > AUDIBLE_PEAK


def frames(mulaw: bytes) -> list[bytes]:
    """Cut mu-law bytes into 20 ms frames, the last one filled up with silence."""
    pieces = [mulaw[i : i + FRAME_BYTES] for i in range(0, len(mulaw), FRAME_BYTES)]
    return [piece.ljust(FRAME_BYTES, b"\xff") for piece in pieces]


def read_sound(source: Path | bytes) -> bytes:
    """Return a sound file of any common format as 8 kHz mono mu-law.

    Raises AudioError, naming the file, when it cannot be decoded.
    """
    name = "sound" if isinstance(source, bytes) else str(source)
    file = io.BytesIO(source) if isinstance(source, bytes) else str(source)
    try:
        with av.open(file, "r") as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            parts = [
                piece.to_ndarray()[0]
                for frame in [*container.decode(audio=0), None]
                for piece in resampler.resample(frame)
            ]
    except (av.FFmpegError, OSError, IndexError) as error:
        raise AudioError(f"{name}: {error}") from error
    if not parts:
        raise AudioError(f"{name}: no audio in it")
    return encode(np.concatenate(parts).astype(np.int16))


def write_wav(path: Path, *channels: bytes) -> None:
    """Write one mu-law track per channel, of equal length, as 8 kHz 16-bit PCM."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        samples = np.stack([decode(channel) for channel in channels], axis=1)
        file.writeframes(samples.astype("<i2").tobytes())


def with_noise(mulaw: bytes, snr_db: float, rng: np.random.Generator) -> bytes:
    """Return the sound with white noise `snr_db` decibels below its own mean power."""
    pcm = decode(mulaw).astype(np.float64)
    power = float(np.mean(pcm**2)) if len(pcm) else 0.0
    noise = rng.normal(0.0, np.sqrt(power / 10 ** (snr_db / 10)), len(pcm))
    return encode(np.clip(pcm + noise, -32768, 32767).astype(np.int16))


def speech_span(mulaw: bytes) -> tuple[int, int]:
    """Return the first and last 20 ms frame of the speech in a sound, by energy.

    Recorded lines hiss, so a frame counts as speech when its level is within 20 dB of the loud
    frames of the same recording. A sound without any level counts as speech throughout.
    """
    blocks = np.stack([decode(frame).astype(np.float64) for frame in frames(mulaw)])
    level = np.sqrt(np.mean(blocks**2, axis=1))
    loud = np.flatnonzero(level > max(1.0, 0.1 * float(np.percentile(level, 95))))
    if not len(loud):
        return 0, len(level) - 1
    return int(loud[0]), int(loud[-1])


def tone(hertz: float, seconds: float, amplitude: int = 3000) -> bytes:
    """Return a sine tone as mu-law."""
    time = np.arange(int(seconds * RATE)) / RATE
    return encode((amplitude * np.sin(2 * np.pi * hertz * time)).astype(np.int16))
