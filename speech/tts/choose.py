"""Which voice speaks."""

import logging
import sys
from pathlib import Path

from speech.model_files import WeightsError, ensure
from speech.tts.kokoro import DEFAULT_SPEED, DEFAULT_VOICE, Kokoro
from speech.tts.pyttsx3_engine import Pyttsx3
from speech.tts.synthesizer import Synthesizer, VoiceUnavailableError

log = logging.getLogger(__name__)
JAPANESE = "voices_ja.npz"
"""The style tables that come with the weights."""
VOICES = Path(__file__).with_name("voices")
"""The style tables of Kokoro that ship with the code, a file for each voice."""
ENGINES = ("auto", "kokoro", "pyttsx3")


def load(
    engine: str,
    weights_root: Path,
    voice: str = "",
    voice_file: Path | None = None,
    speed: float = DEFAULT_SPEED,
) -> Synthesizer:
    """Load a voice. Raises `VoiceUnavailableError` with what is missing and how to get it.

    `engine` auto is pyttsx3 where the system brings a good Mandarin voice (Windows, macOS) and
    Kokoro elsewhere: espeak-ng, which pyttsx3 uses on Linux, cannot be understood in Mandarin, so
    it speaks only when asked for by name. `voice` is a Kokoro voice or blend, or part of a system
    voice's id; `voice_file` an official Kokoro voice (.pt, .bin, .npz), then `voice` may be ''.
    """
    if engine not in ENGINES:
        raise VoiceUnavailableError(f"no voice engine {engine!r}; there are {', '.join(ENGINES)}")
    if engine == "pyttsx3":
        return Pyttsx3(voice)
    if engine == "auto" and sys.platform in ("win32", "darwin"):
        try:
            return Pyttsx3(voice)
        except VoiceUnavailableError as error:
            log.warning("the system's voice is not used, Kokoro speaks instead: %s", error)
    return _kokoro(weights_root, voice, voice_file, speed)


def _kokoro(root: Path, voice: str, voice_file: Path | None, speed: float) -> Kokoro:
    try:
        folder = ensure("kokoro", root)
    except WeightsError as error:
        raise VoiceUnavailableError(f"the voice Kokoro is not installed: {error}") from error
    return Kokoro(
        model=folder / "model.onnx",
        vocabulary=folder / "vocab.json",
        voices=[voice_file] if voice_file else [*sorted(VOICES.glob("*.bin")), folder / JAPANESE],
        voice=voice or (voice_file.stem if voice_file else DEFAULT_VOICE),
        speed=speed,
    )
