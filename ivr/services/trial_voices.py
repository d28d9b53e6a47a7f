"""The voices staff may hear an answer in: the hotline's own, and those that ship with the code."""

import threading
from collections.abc import Callable

from speech.tts.choose import shipped
from speech.tts.voice import Voice

OWN = ""
"""Name of the hotline's own voice where that voice is not one of the shipped ones."""


class TrialVoices:
    """Loads a voice when somebody first wishes to hear it, and keeps it."""

    def __init__(self, own: Voice, load: Callable[[str], Voice]) -> None:
        """`own` speaks to callers; `load` makes a voice of its name."""
        engine, _, name = own.identity.partition("/")
        speaks = name.partition("@")[0]
        self.usual = speaks if engine == "kokoro" and speaks in shipped() else OWN
        """The name of the hotline's own voice."""
        self.names = tuple(dict.fromkeys([self.usual, *shipped()]))
        """All names, the hotline's own first."""
        self._voices = {self.usual: own}
        self._load = load
        self._lock = threading.Lock()

    def get(self, name: str) -> Voice:
        """Return the voice of one of `names`. Raises `VoiceUnavailableError`."""
        with self._lock:
            if name not in self._voices:
                self._voices[name] = self._load(name)
            return self._voices[name]
