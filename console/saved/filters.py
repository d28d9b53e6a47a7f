"""Filters of lists that somebody keeps under a name, each for themselves."""

from collections.abc import Collection
from urllib.parse import urlencode

from flask import request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from console.shell.access import Right
from models.work import SavedSearch

MAX = 12
"""Most that one person keeps for a list."""
LABEL_LENGTH = 20
LISTS: dict[str, tuple[str, Right]] = {
    "calls": ("console.calls.index", "calls"),
    "notices": ("console.notices.index", "notices"),
}
"""Name -> page, and the right to see it."""


def asked(names: Collection[str]) -> dict[str, str]:
    """The filters in this address, without empty ones and whatever else stands there."""
    return {name: value for name, value in request.args.items() if value and name in names}


def kept(session: Session, staff_id: int, page: str) -> list[SavedSearch]:
    """What somebody keeps for a list, the oldest first."""
    mine = select(SavedSearch).where(SavedSearch.staff_id == staff_id, SavedSearch.page == page)
    return list(session.scalars(mine.order_by(SavedSearch.id).limit(MAX)))


def keep(session: Session, staff_id: int, page: str, label: str, filters: dict[str, str]) -> bool:
    """Keep filters under a name; whether there was room."""
    if len(kept(session, staff_id, page)) >= MAX:
        return False
    query = urlencode(filters)
    one = SavedSearch(staff_id=staff_id, page=page, label=label[:LABEL_LENGTH], query=query)
    session.add(one)
    return True


def drop(session: Session, staff_id: int, number: int) -> None:
    """Forget one; only whose it is can."""
    session.execute(
        delete(SavedSearch).where(SavedSearch.id == number, SavedSearch.staff_id == staff_id)
    )
