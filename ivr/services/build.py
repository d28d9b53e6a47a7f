"""Where the parts of the house are put together, once per process, when first needed."""

import threading
from collections.abc import Callable
from typing import TypeVar

from flask import current_app

from ivr.config import secret_files
from ivr.config.settings import Settings, SettingsError
from ivr.services.services import Switchboard
from kb.content import library
from speech.asr.recognizer import Recognizer, SpeechUnavailableError
from speech.tts import voice
from speech.tts.synthesizer import Synthesizer, VoiceUnavailableError

_Part = TypeVar("_Part")


class House:
    """Builds the switchboard on first use, so that `hotline --help` needs no speech model."""

    def __init__(self, build: Callable[[], Switchboard]) -> None:
        self._build = build
        self._board: Switchboard | None = None
        self._lock = threading.Lock()

    @property
    def board(self) -> Switchboard:
        """The switchboard of this process."""
        with self._lock:
            if self._board is None:
                self._board = self._build()
            return self._board


def board() -> Switchboard:
    """The switchboard behind the current request."""
    house: House = current_app.extensions["hotline"]
    return house.board


def part(name: str, make: Callable[[], _Part]) -> _Part:
    """Something else the application needs one of, made when first asked for."""
    kept: _Part = current_app.extensions.get(f"hotline {name}") or make()
    current_app.extensions[f"hotline {name}"] = kept
    return kept


def build(settings: Settings) -> Switchboard:
    """Put the real parts together. Raises `SettingsError` where a secret is none."""
    if faults := secret_files.weak(settings):
        raise SettingsError("\n".join(faults))
    return Switchboard(
        settings, library.load(), build_voice(settings), lambda: load_recognizer(settings)
    )


def load_recognizer(settings: Settings) -> Recognizer:
    """The recogniser the settings ask for. Raises `SpeechUnavailableError`."""
    if settings.engine == "none":
        raise SpeechUnavailableError("HOTLINE_ENGINE=none: speech is switched off")
    # Loading the engines' libraries takes seconds that most commands need not wait for.
    from speech.asr import choose
    from speech.digits import load
    from speech.digits.digit_fusion_recognizer import WithDigits

    root = settings.var / "weights"
    at_once = settings.utterances_at_once
    main = choose.load(settings.engine, root, model=settings.vosk_model, at_once=at_once)
    digits = load.load(root, at_once)
    return WithDigits(main, digits) if digits else main


def build_voice(settings: Settings) -> voice.Voice:
    """The voice, with its synthesizer if one can be had."""
    return voice.Voice(
        load_synthesizer(settings), settings.var / "prompts", settings.var / "recorded-prompts"
    )


def load_synthesizer(settings: Settings) -> Synthesizer | None:
    """The synthesizer the settings ask for, or None where there is none."""
    if settings.synthesizer == "none":
        return None
    from speech.tts import choose

    try:
        return choose.load(
            settings.synthesizer,
            settings.var / "weights",
            voice=settings.voice_name,
            voice_file=settings.voice_file,
        )
    except VoiceUnavailableError:
        return None
