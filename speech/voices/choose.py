"""Which voice speaks."""

import logging
import sys
from pathlib import Path

from speech import weights
from speech.synthesizer import Synthesizer, VoiceUnavailableError
from speech.voices.kokoro import DEFAULT_SPEED, DEFAULT_VOICE, Kokoro
from speech.voices.pyttsx3_engine import Pyttsx3

log = logging.getLogger(__name__)
