"""Makes new wording ready to be heard, behind the calls: what an edition says that was not said yet."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from ivr.prompts.catalogue import Catalogue
from ivr.services.everything_said import all_phrases
from kb.content.library import Library
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError
from speech.tts.voice import Phrase, Voice

log = structlog.get_logger()


class Prerender:
    """Renders in a thread of its own, one phrase after the other: a call that needs a phrase at
    once waits for one of them at most."""

    def __init__(self, voice: Voice, catalogue: Catalogue, var: Path) -> None:
        self._voice = voice
        self._catalogue = catalogue
        self._lock = FileLock(var / "new-wording.lock")
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="new-wording")

    def prepare(self, before: Library, now: Library) -> None:
        """Begin with what `now` says and `before` did not; returns at once."""
        said = set(all_phrases(self._catalogue, before))
        new = [phrase for phrase in all_phrases(self._catalogue, now) if phrase not in said]
        self._worker.submit(self._render, new)

    def _render(self, phrases: list[Phrase]) -> None:
        """Render what is missing, unless another process is at it: both fill the same cache."""
        try:
            with self._lock.acquire(blocking=False):
                for phrase in phrases:
                    self._voice.request(phrase).result()
        except Timeout:
            log.info("new wording is rendered by another process")
        except (SynthesisError, VoiceUnavailableError) as error:
            log.error("new wording cannot be spoken", fault=str(error))
