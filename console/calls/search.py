"""One page of calls; with words to look for, the calls in which somebody said them.

What callers say is sealed, so no index knows it: calls are opened one batch after the other until
the page is full or enough was opened for one request. The reader may then go on from there.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from console.calls.listing import PAGE, Filters, behind, cursor_of, places
from console.shell.arguments import folded
from ivr.dialog.acts import Said
from ivr.storage.log_reader import LogReader
from models.call import Call
from models.vault import Vault

BATCH = 500
MAX_TURNS = 10_000
"""Turns opened for one request: about a second."""


@dataclass(frozen=True)
class CallPage:
    """What a list shows."""

    calls: list[Call]
    turns: dict[str, int]
    """Call -> what its caller did, counted."""
    next: str
    """Cursor of the next page; empty at the end."""
    reached: datetime | None
    """How far a search came before it paused; None when it did not have to."""


def find(session: Session, filters: Filters, cursor: str, vault: Vault) -> CallPage:
    """The page behind `cursor`."""
    if filters.words:
        keys, following, reached = _search(session, filters, cursor, vault)
    else:
        wanted = behind(places(filters, vault), cursor, filters.order)
        rows = session.execute(wanted.limit(PAGE + 1)).all()
        keys, reached = list(rows[:PAGE]), None
        following = cursor_of(*keys[-1]) if len(rows) > PAGE else ""
    sids = [sid for _, sid in keys]
    found = {c.sid: c for c in session.scalars(select(Call).where(Call.sid.in_(sids)))}
    return CallPage(
        [found[sid] for sid in sids], LogReader(session).count_acts(sids), following, reached
    )


def _search(
    session: Session, filters: Filters, cursor: str, vault: Vault
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
            if len(hits) == PAGE:
                return hits, cursor, None
        if len(batch) < BATCH:
            return hits, "", None
    return hits, cursor, batch[-1][0]


def _saying(session: Session, sids: list[str], text: str) -> tuple[set[str], int]:
    """Those of the calls in which the caller said `text`; how many turns were opened."""
    acts = list(LogReader(session).acts(sids))
    return {sid for sid, act in acts if isinstance(act, Said) and text in folded(act.text)}, len(
        acts
    )
