"""Sound files of any kind to telephone samples, and telephone samples to Opus.

Decoding and encoding are FFmpeg's, through PyAV. Samples are float32 between -1 and 1 at 8 kHz.
"""

import io
from pathlib import Path
from typing import IO

import av
import numpy as np

from speech.audio import LINE_RATE
from speech.errors import SpeechError

OPUS_BIT_RATE = 24000
_OPUS_RATE = 48000


class SoundFileError(SpeechError):
    """A sound file cannot be read; the message names it and says why."""


def load_sound(source: Path | bytes, max_seconds: float | None = None) -> np.ndarray:
    """Decode the first audio track of a file to mono 8 kHz samples. Raises `SoundFileError`.

    No more than `max_seconds` of a file are decoded: four hours of silence are a few megabytes as
    Opus, and a gigabyte as samples.
    """
    file: str | IO[bytes] = io.BytesIO(source) if isinstance(source, bytes) else str(source)
    name = "sound in memory" if isinstance(source, bytes) else str(source)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=LINE_RATE)
    pieces: list[np.ndarray] = []
    most = None if max_seconds is None else round(max_seconds * LINE_RATE)
    try:
        with av.open(file, "r") as container:
            if not container.streams.audio:
                raise SoundFileError(f"{name} holds no audio")
            for frame in container.decode(audio=0):
                pieces += [f.to_ndarray().ravel() for f in resampler.resample(frame)]
                if most is not None and sum(map(len, pieces)) >= most:
                    break
            pieces += [f.to_ndarray().ravel() for f in resampler.resample(None)]
    except (OSError, av.FFmpegError) as error:
        raise SoundFileError(f"{name} cannot be decoded: {error}") from error
    if not pieces:
        raise SoundFileError(f"{name} is empty")
    return np.concatenate(pieces)[:most].astype(np.float32)


def encode_opus(samples: np.ndarray) -> bytes:
    """Compress samples to an Ogg Opus file, about 3 kB per second of speech."""
    target = io.BytesIO()
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples, np.float32).reshape(1, -1), format="flt", layout="mono"
    )
    frame.sample_rate = LINE_RATE
    with av.open(target, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=_OPUS_RATE, layout="mono")
        stream.bit_rate = OPUS_BIT_RATE
        resampler = av.AudioResampler(
            format="flt", layout="mono", rate=_OPUS_RATE, frame_size=stream.frame_size or 960
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return target.getvalue()
