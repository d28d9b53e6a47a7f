"""A voice for simulated callers, not the hotline's own: text in, a WAV file as from a telephone out."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from speech.audio.telephone import pcm_to_ulaw, to_floats, to_pcm, ulaw_to_pcm, write_wav
from speech.tts.synthesizer import Synthesizer

VOICE = "zm_yunxi"
HISS = 0.003
"""Amplitude of the noise, of full scale: a line of about 30 dB."""


def caller_voice(weights: Path, folder: Path) -> Callable[[str], Path]:
    """A function that speaks a text into a WAV file in `folder`; the same text only once.

    The voice is loaded with the first text; raises `VoiceUnavailableError` then.
    """
    engine: list[Synthesizer] = []

    def spoken(text: str) -> Path:
        path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.wav"
        if not path.exists():
            from speech.tts.choose import load

            engine[:] = engine or [load("kokoro", weights, voice=VOICE, speed=1.0)]
            folder.mkdir(parents=True, exist_ok=True)
            write_wav(path, over_the_line(engine[0].synthesize(text)))
        return path

    return spoken


def over_the_line(pcm: bytes) -> bytes:
    """8 kHz speech with a telephone line's hiss and mu-law."""
    samples = to_floats(pcm)
    hiss = np.random.default_rng(12351).normal(0, HISS, samples.size)
    return ulaw_to_pcm(pcm_to_ulaw(to_pcm(samples + hiss.astype(np.float32))))
