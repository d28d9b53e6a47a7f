"""One page of calls; with words to look for, the calls in which somebody said them.

What callers say is sealed, so no index knows it: calls are opened one batch after the other until
the page is full or enough was opened for one request. The browser goes on from there by itself for a
while, then the reader may.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from console.calls.listing import PAGE, Filters, behind, cursor_of, places
from console.shell.code_labels import TOPICS
from ivr.dialog.acts import Said
from ivr.storage.call_ends import ends_of
from ivr.storage.log_reader import LogReader
from models.call import Call
from models.name_marks import folded
from models.question import Question
from models.review import Review
from models.vault import Vault

BATCH = 100
HAND_OFF = "handoff"
"""What is asked of whoever dials a person, in the log."""
MAX_TURNS = 500
"""Turns opened for one request: callers of the same process wait no longer for it than for any page."""


@dataclass(frozen=True)
class CallPage:
    """What a list shows."""

    calls: list[Call]
    ends: dict[str, str]
    """Call -> what came of it."""
    topics: dict[str, list[str]]
    """Call -> what was asked, in order."""
    lost: dict[str, int]
    """Call -> how often its line broke; a hand-over nobody took does not count."""
    next: str
    """Cursor of the next page; empty at the end."""
    reached: datetime | None
    """How far a search came before it paused; None when it did not have to."""


def find(
    session: Session, filters: Filters, cursor: str, vault: Vault, most: int = PAGE
) -> CallPage:
    """The page behind `cursor`, of at most so many calls."""
    if filters.words:
        keys, following, reached = _search(session, filters, cursor, vault, most)
    else:
        wanted = behind(places(filters, vault), cursor, filters.order)
        rows = session.execute(wanted.limit(most + 1)).all()
        keys, reached = list(rows[:most]), None
        following = cursor_of(*keys[-1]) if len(rows) > most else ""
    sids = [sid for _, sid in keys]
    found = {c.sid: c for c in session.scalars(select(Call).where(Call.sid.in_(sids)))}
    calls = [found[sid] for sid in sids]
    handed = LogReader(session).count_asked(sids, HAND_OFF)
    lost = {call.sid: call.streams - 1 - handed.get(call.sid, 0) for call in calls}
    return CallPage(
        calls,
        ends_of(session, sids),
        topics_of(session, sids),
        {sid: times for sid, times in lost.items() if times > 0},
        following,
        reached,
    )


def topics_of(session: Session, sids: list[str]) -> dict[str, list[str]]:
    """Call -> what was asked there, each once, in order."""
    wanted = select(Question.call_sid, Question.topic).where(Question.call_sid.in_(sids))
    found: dict[str, list[str]] = {}
    for sid, topic in session.execute(wanted.order_by(Question.epoch, Question.seq)):
        asked = found.setdefault(sid, [])
        if topic in TOPICS and topic not in asked:
            asked.append(topic)
    return found


def _search(
    session: Session, filters: Filters, cursor: str, vault: Vault, most: int
) -> tuple[list[Row], str, datetime | None]:
    hits: list[Row] = []
    opened = 0
    while opened < MAX_TURNS:
        wanted = behind(places(filters, vault), cursor, filters.order)
        batch = session.execute(wanted.limit(BATCH)).all()
        said, turns = _saying(session, [sid for _, sid in batch], folded(filters.text))
        opened += turns
        for place in batch:
            cursor = cursor_of(*place)
            if place[1] in said:
                hits.append(place)
            if len(hits) == most:
                return hits, cursor, None
        if len(batch) < BATCH:
            return hits, "", None
    return hits, cursor, batch[-1][0]


def _saying(session: Session, sids: list[str], text: str) -> tuple[set[str], int]:
    """Those of the calls in which the caller said `text`, as it was heard or as it was corrected;
    how many turns were opened."""
    acts = list(LogReader(session).acts(sids))
    heard = {sid for sid, act in acts if isinstance(act, Said) and text in folded(act.text)}
    corrected = select(Review.call_sid, Review.said).where(Review.call_sid.in_(sids))
    meant = {sid for sid, said in session.execute(corrected) if text in folded(said)}
    return heard | meant, len(acts)
