"""Which voice speaks."""

import logging
import re
import sys
from pathlib import Path

from speech.model_files import WeightsError, ensure
from speech.tts.kokoro import DEFAULT_SPEED, DEFAULT_VOICE, Kokoro
from speech.tts.pack import PromptPack
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
    speed: float | None = None,
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


def shipped() -> tuple[str, ...]:
    """The names of the voices that ship with the code."""
    return tuple(sorted(file.stem for file in VOICES.glob("*.bin")))


def usual() -> tuple[str, float]:
    """Kokoro voice and pace of the pack that ships, so that all prompts are said by one voice."""
    match = re.fullmatch(r"kokoro/(.+)@([\d.]+)", PromptPack().identity)
    return (match[1], float(match[2])) if match else (DEFAULT_VOICE, DEFAULT_SPEED)


def _kokoro(root: Path, voice: str, voice_file: Path | None, speed: float | None) -> Kokoro:
    try:
        folder = ensure("kokoro", root)
    except WeightsError as error:
        raise VoiceUnavailableError(f"the voice Kokoro is not installed: {error}") from error
    name, pace = usual() if not voice and voice_file is None else (voice, DEFAULT_SPEED)
    return Kokoro(
        model=folder / "model.onnx",
        vocabulary=folder / "vocab.json",
        voices=[voice_file] if voice_file else [*sorted(VOICES.glob("*.bin")), folder / JAPANESE],
        voice=name or (voice_file.stem if voice_file else DEFAULT_VOICE),
        speed=pace if speed is None else speed,
    )
