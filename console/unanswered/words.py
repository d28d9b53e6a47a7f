"""The words of questions, opened from the sealed logs of their calls."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from ivr.storage.log_reader import LoggedQuestion, LogReader
from ivr.storage.personal_answers import is_personal
from kb.contract import NONE, Candidate
from kb.matching.phonetics import spoken

CHUNK = 200
"""Calls whose logs are opened at once."""
Place = tuple[str, int, int]
"""Where a question stands: call, epoch, number in the log."""


class Words(NamedTuple):
    """What was said, and what the matcher thought of, best first."""

    text: str
    thoughts: Sequence[Candidate]


def opened(session: Session, places: Collection[Place]) -> dict[Place, Words]:
    """The words of these questions, without what is private or nobody could have understood."""
    wanted = set(places)
    calls = iter({call for call, *_ in wanted})
    found: dict[Place, Words | None] = {}
    while chunk := set(islice(calls, CHUNK)):
        found |= {
            place: words for place, words in _words_by_place(session, chunk) if place in wanted
        }
    return {place: words for place, words in found.items() if words}


def _words_by_place(session: Session, calls: set[str]) -> Iterator[tuple[Place, Words | None]]:
    for asked in LogReader(session).questions(calls):
        entry = asked.entry
        yield (entry.call_sid, entry.epoch, entry.seq), _words(asked)


def _words(asked: LoggedQuestion) -> Words | None:
    understood, text = asked.understanding, asked.said.text
    if understood is None or not spoken(text) or is_personal(asked.entry.asked):
        return None
    thoughts = [one for one in understood.candidates if one.meaning.topic != NONE]
    return Words(text, thoughts)
