"""What every voice looks like from outside."""

from typing import Protocol

from speech.errors import SpeechError


class Synthesizer(Protocol):
    """A loaded text-to-speech engine."""

    name: str
    """'kokoro' or 'pyttsx3'."""
    voice: str
    """Name of the voice in use; part of the prompt cache's key."""

    def synthesize(self, text: str) -> bytes:
        """Speak Chinese `text`; return 8 kHz 16-bit mono PCM at telephone level.

        Raises `SynthesisError` when the engine gives nothing usable.
        """
        ...


class SynthesisError(SpeechError):
    """A text could not be spoken; the message names the text and the cause."""


class VoiceUnavailableError(SpeechError):
    """No voice can be had; the message says what is missing and how to get it."""
