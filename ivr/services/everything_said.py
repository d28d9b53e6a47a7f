"""Everything the hotline may say that is known ahead: what `hotline prompts` renders."""

from collections.abc import Iterator

from ivr.dialog.services.illness import PAGE
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.slots import phrases_of_slot
from kb.content.library import Library
from speech.tts.voice import Phrase, clip_phrases


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
