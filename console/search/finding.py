"""What calls, notices and members are found by the same few characters."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from console.calls import search as calls_search
from console.calls.listing import Filters
from console.calls.search import CallPage
from console.members import finding as members_finding
from console.members.finding import Found
from console.notices import queue
from console.notices.queue import Calendar, HandledNotice
from models.vault import Vault

SHOWN = 10
"""Calls and notices on the page, the newest and the most pressing; each list has the rest."""


@dataclass(frozen=True)
class Everything:
    """What was found."""

    calls: CallPage | None
    """None where words were looked for: callers' words take long, so the list of calls does that."""
    notices: list[HandledNotice]
    members: Found


def everything(session: Session, vault: Vault, text: str, calendar: Calendar) -> Everything:
    """All that fits `text`."""
    filters = Filters(text=text)
    # One more than is shown tells that there are more.
    calls = calls_search.find(session, filters, "", vault, SHOWN + 1) if filters.digits else None
    wanted = queue.Wanted(state="", text=text)
    notices = queue.queue(session, vault, wanted, calendar, SHOWN + 1)
    return Everything(calls, notices, members_finding.by_number(session, vault, text))
