"""Everything the hotline may say that is known ahead, and what of it a new edition brings.

`hotline prompts render` renders all of it; `Prerender` what is new, behind the calls.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from ivr.dialog.services.illness import PAGE
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.slots import phrases_of_slot
from kb.content.library import Library
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError
from speech.tts.voice import Phrase, Voice, clip_phrases

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


def all_phrases(catalogue: Catalogue, library: Library) -> list[Phrase]:
    """Prompts, answers, the pages of the illness list, and the clips of numbers and dates."""
    found = [
        *catalogue.fixed_phrases(),
        *(Phrase(piece) for entry in library.entries.values() for piece in entry.pieces),
        *(
            name
            for entry in library.entries.values()
            for name in phrases_of_slot("text", entry.name, then="，")
        ),
        *_choices(library),
        *clip_phrases(),
    ]
    return list(dict.fromkeys(found))


def _choices(library: Library) -> Iterator[Phrase]:
    names = [illness.name for illness in library.listed_illnesses()]
    for start in range(0, len(names), PAGE):
        yield from phrases_of_slot("choices", names[start : start + PAGE])
