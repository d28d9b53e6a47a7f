"""A real application without speech models: a recogniser that hears what the test wrote down, a
voice of tones, the real knowledge, a real database."""

import copy
import dataclasses
import uuid
from collections import deque
from concurrent.futures import Future
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from ivr.config.settings import Settings
from ivr.services.build import build_services
from ivr.services.services import Services
from ivr.web.app import create_app
from kb.engine import Knowledge
from models.call import Call, LogEntry
from models.vault import new_key
from speech.asr.futures import done
from speech.asr.recognizer import Expectation, Recognizer, SpeechUnavailableError, Transcript
from speech.tts.pack import PromptPack
from speech.tts.voice import Voice
from tests.support.databases import ANSWER_SECONDS, furnish
from tests.support.run_folder import run_folder
from tests.support.voices import ToneSynthesizer

TOKEN = "9f27c41d06be8a53"
"""Twilio's auth token; one that can be guessed would be refused."""
ORIGIN = "https://hotline.example"
CALLER = "+8613800001234"
_LAID_OUT: set[Knowledge] = set()
"""Held, so that the next hotline of a test finds the knowledge laid out."""


# Compiled templates, shared by all applications of the run: each has the same ones.
_COMPILED = FileSystemBytecodeCache(str(run_folder()))
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _COMPILED}


class ScriptedRecognizer:
    """Hears the next of `texts` in every utterance, whatever was said."""

    name = "scripted"

    def __init__(self) -> None:
        self.texts: deque[str] = deque()
        self.expectations: list[Expectation] = []

    def open(self, expectation: Expectation) -> "ScriptedStream":
        self.expectations.append(expectation)
        return ScriptedStream(self)


class ScriptedStream:
    def __init__(self, owner: ScriptedRecognizer) -> None:
        self._owner = owner
        self._bytes = 0

    def feed(self, pcm: bytes) -> str:
        self._bytes += len(pcm)
        return ""

    def finish(self) -> "Future[Transcript]":
        text = self._owner.texts.popleft() if self._owner.texts else ""
        confidence = 0.9 if text else 0.0
        return done(Transcript(text, confidence, "scripted", self._bytes / 16000, 0.0))

    def close(self) -> None:
        pass


class RunningHotline:
    """The application under test and what surrounds it."""

    def __init__(self, folder: Path, recognizer: Recognizer | None, **settings: object) -> None:
        self.settings = Settings(
            **{
                "var": folder,
                "public_url": ORIGIN,
                "twilio_auth_token": TOKEN,
                "today": "2026-11-24",
                "data_key": new_key(),
                **settings,
            }
        )
        if not self.settings.database_url:
            furnish(folder / "hotline.db")
        self._serve(
            build_services(self.settings, voice=_voice(folder), load_recognizer=_load(recognizer))
        )

    def _serve(self, services: Services) -> None:
        self.services = services
        services.store.database._answer_seconds = ANSWER_SECONDS
        _LAID_OUT.add(services.knowledge.current)
        self.app: Flask = create_app(services)
        self.client: FlaskClient = self.app.test_client()

    def with_parts(self, **parts: object) -> "RunningHotline":
        """The same hotline with other parts, behind an application of its own."""
        other = copy.copy(self)
        other._serve(dataclasses.replace(self.services, **parts))
        return other

    def post(self, path: str, sid: str, **form: str):
        """A webhook as Twilio sends it, signed."""
        form = {"CallSid": sid, "From": CALLER, "To": "+862112351", "CallStatus": "ringing", **form}
        signature = RequestValidator(TOKEN).compute_signature(ORIGIN + path, form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signature})

    def call(self, sid: str) -> Call | None:
        with self.services.sessions() as session:
            return session.get(Call, sid)

    def acts(self, sid: str) -> list[str]:
        """What the caller did, as the turn log has it."""
        wanted = select(LogEntry).where(LogEntry.call_sid == sid).order_by(LogEntry.seq)
        with self.services.sessions() as session:
            replies = [row.reply for row in session.scalars(wanted)]
        return [r["type"] for r in replies if r["type"] in ("Said", "Keyed", "Silent", "Dialled")]


def _voice(folder: Path) -> Voice:
    pack = PromptPack(folder / "no-pack")
    return Voice(ToneSynthesizer(), folder / "prompts", folder / "recorded-prompts", pack)


def _load(recognizer: Recognizer | None):
    def load(_settings: Settings) -> Recognizer:
        if recognizer is None:
            raise SpeechUnavailableError("no recogniser in this test")
        return recognizer

    return load


@pytest.fixture(scope="session")
def keypad_hotline(tmp_path_factory: pytest.TempPathFactory) -> RunningHotline:
    """A hotline without speech."""
    return RunningHotline(tmp_path_factory.mktemp("keypad"), None)


@pytest.fixture(scope="session")
def speech_hotline(tmp_path_factory: pytest.TempPathFactory) -> RunningHotline:
    """A hotline with speech and an operators' number."""
    folder = tmp_path_factory.mktemp("speech")
    return RunningHotline(folder, ScriptedRecognizer(), operators="+862150000000", speech_calls=2)


@pytest.fixture
def sid() -> str:
    """A call that nobody has heard of."""
    return "CA" + uuid.uuid4().hex
