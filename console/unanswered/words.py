"""The words of questions, opened from the sealed logs of their calls.

They never change, and opening a thousand takes a fifth of a second: those of the last look are kept in
memory for the next one. What is not listed any more, as after somebody was erased, is not kept either.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from console.shell.redaction import is_private_answer
from ivr.storage.log_reader import LoggedQuestion, LogReader
from kb.contract import NONE, Candidate
from kb.matching.phonetics import spoken
from models.question import Question

CHUNK = 200
"""Calls whose logs are opened at once."""
Place = tuple[str, int, int]
"""Where a question stands: call, epoch, number in the log."""


class Words(NamedTuple):
    """What was said, and what the matcher thought of, best first."""

    text: str
    thoughts: Sequence[Candidate]


_KEPT: WeakKeyDictionary[Engine | Connection, Mapping[Place, Words | None]] = WeakKeyDictionary()


def place_of(question: Question) -> Place:
    """Where it stands in the logs."""
    return question.call_sid, question.epoch, question.seq


def opened(session: Session, questions: Sequence[Question]) -> dict[Place, Words]:
    """The words of these questions, without what is private or nobody could have understood."""
    before = _KEPT.get(session.get_bind(), {})
    places = {place_of(question) for question in questions}
    found = {place: before[place] for place in places & before.keys()}
    calls = iter({call for call, *_ in places - before.keys()})
    while chunk := set(islice(calls, CHUNK)):
        told = _told(session, chunk)
        found |= {place: words for place, words in told if place in places}
    _KEPT[session.get_bind()] = found
    return {place: words for place, words in found.items() if words}


def _told(session: Session, calls: set[str]) -> Iterator[tuple[Place, Words | None]]:
    for asked in LogReader(session).questions(calls):
        entry = asked.entry
        yield (entry.call_sid, entry.epoch, entry.seq), _words(asked)


def _words(asked: LoggedQuestion) -> Words | None:
    understood, text = asked.understanding, asked.said.text
    if understood is None or not spoken(text) or is_private_answer(asked.entry.asked):
        return None
    thoughts = [one for one in understood.candidates if one.meaning.topic != NONE]
    return Words(text, thoughts)
