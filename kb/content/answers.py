"""What the hotline says to a question: pieces to speak, and the text message."""

from dataclasses import dataclass
from datetime import date

from kb.content.library import Entry, Library
from kb.contract import Meaning


@dataclass(frozen=True)
class Answer:
    """A spoken answer."""

    pieces: tuple[str, ...]
    """One or two short sentences each; the last carries the caveat where there is one."""
    sms: str
    entry: str
    """Id of the knowledge entry it comes from."""
    verified: bool
    covered: str
    """Illnesses only: 'A', 'B', 'no' (on no list) or 'unclear'. Else ''."""


def answer_for(
    library: Library, meaning: Meaning, *, strict: bool = False, today: date
) -> Answer | None:
    """The answer of the published entry that is in force `today`.

    None where no entry answers, and with `strict` where the entry is not verified.
    """
    entry = library.entries.get(meaning)
    if entry is None or not entry.pieces or not _in_force(entry, today):
        return None
    if strict and not entry.verified:
        return None
    return Answer(entry.pieces, entry.sms, entry.id, entry.verified, entry.covered)


def name_of(library: Library, meaning: Meaning) -> str:
    """The question in a few spoken words, e.g. 急性心肌梗死赔不赔; '' where no entry answers it."""
    entry = library.entries.get(meaning)
    return entry.name if entry else ""


def _in_force(entry: Entry, today: date) -> bool:
    started = entry.valid_from is None or entry.valid_from <= today
    return started and (entry.valid_to is None or today <= entry.valid_to)
