"""The promised call-backs in the database: who waits, what was settled, settling one."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Row, and_, case, select, update
from sqlalchemy.orm import Session

from ivr.dialog.urgency import URGENT
from models.base import utc_now
from models.call import Callback
from models.staff import StaffAction

PAGE = 100
DONE_DAYS = 7
SETTLED = "callback settled"
"""The action that tells who settled a call-back, and when."""


def waiting(session: Session) -> list[Callback]:
    """Whoever waits: danger and despair before all others, then the longest first.

    `PAGE` of them, and one more where there are more.
    """
    urgent_first = case((Callback.reason.in_(URGENT), 0), else_=1)
    by_age = select(Callback).order_by(urgent_first, Callback.created_at, Callback.call_sid)
    return list(session.scalars(by_age.where(Callback.status == "new").limit(PAGE + 1)))


def settled_lately(session: Session) -> Sequence[Row]:
    """What was settled in the last `DONE_DAYS` and by whom, newest first."""
    settled = and_(StaffAction.subject == Callback.call_sid, StaffAction.action == SETTLED)
    lately = (
        select(Callback, StaffAction)
        .join(StaffAction, settled)
        .where(Callback.status == "done")
        .where(StaffAction.at >= utc_now() - timedelta(days=DONE_DAYS))
        .order_by(StaffAction.id.desc())
    )
    return session.execute(lately.limit(PAGE)).all()


def reopen(session: Session, sid: str) -> bool:
    """Take a settled one back: it waits again. Whether there was one."""
    done = update(Callback).where(Callback.call_sid == sid, Callback.status == "done")
    return bool(session.execute(done.values(status="new")).rowcount)  # type: ignore[attr-defined]


def settle(session: Session, sid: str) -> bool:
    """Settle one that waits. Of two who do so at once, only one is told True."""
    still_new = update(Callback).where(Callback.call_sid == sid, Callback.status == "new")
    return bool(session.execute(still_new.values(status="done")).rowcount)  # type: ignore[attr-defined]
