"""What a call left in the database, in a form two calls can be compared by."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.services.services import Records
from models.audit import Audit
from models.call import Call, Callback, LogEntry, Sms
from models.notice import Notice

_NOTICE = (
    "status",
    "reporter",
    "member_number",
    "person",
    "accident_date",
    "place",
    "story",
    "story_recording",
    "outcome",
    "hospital",
    "phone",
)


def outcome(records: Records) -> dict[str, Any]:
    """Everything that must be there once, and be the same whoever took the call."""
    with records.store.database.reading() as session:
        return {
            "calls": [(c.state, c.outcome) for c in _all(session, Call)],
            "notices": [tuple(getattr(n, f) for f in _NOTICE) for n in _all(session, Notice)],
            "callbacks": [(c.phone, c.reason, c.text) for c in _all(session, Callback)],
            "sms": [(m.phone, m.text[:12]) for m in _all(session, Sms)],
            "audit": [(a.action, a.outcome) for a in _all(session, Audit)],
            "acts": [(e.seq, e.asked) for e in _all(session, LogEntry)],
        }


def _all(session: Session, table: type) -> list:
    return list(session.scalars(select(table).order_by(*table.__mapper__.primary_key)))
