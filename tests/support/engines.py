"""The real engines, loaded once a worker. Where their weights are not installed, who needs them is skipped."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from speech.asr import choose as recognizers
from speech.asr.recognizer import Recognizer, SpeechUnavailableError
from speech.model_files import WeightsError
from speech.tts.synthesizer import VoiceUnavailableError

WEIGHTS = Path("var/weights")

Engine = TypeVar("Engine")


def installed(load: Callable[[], Engine]) -> Engine:
    """What `load` returns."""
    try:
        return load()
    except (SpeechUnavailableError, VoiceUnavailableError, WeightsError) as error:
        pytest.skip(str(error))


@cache
def load_whisper() -> Recognizer:
    """Raises `SpeechUnavailableError`."""
    return recognizers.load("whisper", WEIGHTS)


@pytest.fixture(scope="session")
def whisper() -> Recognizer:
    return installed(load_whisper)
