"""Fixtures every test may ask for; the fakes behind them are in `tests/support`."""

from hypothesis import settings

from tests.support.databases import database_url, engine
from tests.support.desk import desk
from tests.support.engines import whisper
from tests.support.garbage import pytest_collection_finish
from tests.support.hotlines import keypad_hotline, sid, speech_hotline
from tests.support.knowledge import library, matcher
from tests.support.logs import logged
from tests.support.run_folder import pytest_configure, pytest_unconfigure
from tests.support.side_by_side import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.support.staff import admin, editor, hotline, operator, stranger
from tests.support.voices import tones, voice

# How long an example takes says nothing while several workers share the cores.
settings.register_profile("shared cores", deadline=None)
settings.load_profile("shared cores")

__all__ = [
    "admin",
    "database_url",
    "desk",
    "editor",
    "engine",
    "hotline",
    "keypad_hotline",
    "library",
    "logged",
    "matcher",
    "operator",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_unconfigure",
    "pytest_xdist_make_scheduler",
    "sid",
    "speech_hotline",
    "stranger",
    "tones",
    "voice",
    "whisper",
]
