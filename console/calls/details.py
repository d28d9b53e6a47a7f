"""All that is known of one call: its story, and what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.calls.search import HAND_OFF
from console.calls.timeline import Timeline, rebuild
from ivr.prompts.catalogue import Catalogue
from ivr.storage.call_ends import ends_of
from ivr.storage.log_reader import Logged, LogReader
from models.call import Call, Callback, Sms
from models.notice import Notice
from models.review import Review


@dataclass(frozen=True)
class CallDetails:
    """One call with its timelines, promised call-back, messages and corrections."""

    stories: list[Timeline]
    """One for each time the call started over."""
    promised: Callback | None
    messages: list[Sms]
    notices: list[Notice]
    """Accident notices that were told in it."""
    end: str
    """What came of it."""
    lost: int
    """How often its line broke."""
    reviews: dict[tuple[int, int], Review]
    """(epoch, seq) -> what an operator corrected there."""


def load(
    session: Session, call: Call, catalogue: Catalogue, recordings: Sequence[str]
) -> CallDetails:
    """Everything about `call`; `recordings` are the names of its files."""
    entries = LogReader(session).of_call(call.sid)
    reviews = session.scalars(select(Review).where(Review.call_sid == call.sid))
    told_in = or_(Notice.call_sid == call.sid, Notice.last_call_sid == call.sid)
    return CallDetails(
        list(_stories(call, entries, catalogue, recordings)),
        session.get(Callback, call.sid),
        list(session.scalars(select(Sms).where(Sms.call_sid == call.sid))),
        list(session.scalars(select(Notice).where(told_in))),
        ends_of(session, [call.sid]).get(call.sid, ""),
        max(call.streams - 1 - sum(entry.row.asked == HAND_OFF for entry in entries), 0),
        {(row.epoch, row.seq): row for row in reviews},
    )


def _stories(
    call: Call, entries: Sequence[Logged], catalogue: Catalogue, recordings: Sequence[str]
) -> Iterator[Timeline]:
    for epoch in sorted({entry.row.epoch for entry in entries}):
        log = [entry for entry in entries if entry.row.epoch == epoch]
        yield rebuild(log, catalogue, recordings, keypad=not call.engine)
