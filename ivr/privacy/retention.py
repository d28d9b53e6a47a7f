"""What is kept for how long: old records and recordings go, each kind after its own time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Delete, delete, func, or_, select
from sqlalchemy.orm import Session

from ivr.config.settings import Settings
from ivr.storage.recordings import Recordings
from models.audit import Audit
from models.base import utc_now
from models.call import Call, Callback, LogEntry, Sms
from models.notice import Notice
from models.question import Question
from models.staff import StaffAction


@dataclass(frozen=True)
class RetentionLimits:
    """For each kind of record the moment before which it is deleted."""

    calls: datetime
    messages: datetime
    notices: datetime
    audit: datetime
    recordings_days: int

    @classmethod
    def of(cls, settings: Settings, now: datetime | None = None) -> "RetentionLimits":
        """The limits that the settings give, counted from `now` (UTC)."""
        moment = now or utc_now()

        def before(days: int) -> datetime:
            return moment - timedelta(days=days)

        return cls(
            calls=before(settings.keep_calls_days),
            messages=before(settings.keep_messages_days),
            notices=before(settings.keep_notices_days),
            audit=before(settings.keep_audit_days),
            recordings_days=settings.keep_recordings_days,
        )


def purge(
    session: Session, recordings: Recordings, limits: RetentionLimits, *, dry_run: bool
) -> dict[str, int]:
    """Delete what is older than its limit; returns how many of each kind.

    A call's row stays while a notice, call-back or message needs it, and its recordings stay while a
    notice does. With `dry_run` nothing is deleted and the counts may be too low for rows that others
    hold on to today.
    """
    counts = {
        name: _remove(session, table, condition, dry_run)
        for name, table, condition in _conditions(limits)
    }
    counts["recordings"] = _purge_recordings(session, recordings, limits, dry_run)
    return counts


def _conditions(limits: RetentionLimits) -> list[tuple[str, Any, ColumnElement[bool]]]:
    """In this order: what refers to a call goes before the call."""
    old_calls = select(Call.sid).where(Call.started_at < limits.calls)
    needed = (
        select(Notice.call_sid)
        .union(select(Notice.last_call_sid), select(Callback.call_sid), select(Sms.call_sid))
        .subquery()
    )
    settled = (Callback.status != "new") & (Callback.created_at < limits.messages)
    return [
        ("turns", LogEntry, LogEntry.call_sid.in_(old_calls)),
        ("questions", Question, Question.call_sid.in_(old_calls)),
        ("messages", Sms, Sms.created_at < limits.messages),
        ("call-backs", Callback, or_(settled, Callback.created_at < limits.notices)),
        ("notices", Notice, Notice.created_at < limits.notices),
        (
            "calls",
            Call,
            (Call.started_at < limits.calls) & Call.sid.not_in(select(needed.c[0])),
        ),
        ("audit", Audit, Audit.at < limits.audit),
        ("staff actions", StaffAction, StaffAction.at < limits.audit),
    ]


def _remove(session: Session, table: Any, condition: ColumnElement[bool], dry_run: bool) -> int:
    count = session.scalar(select(func.count()).select_from(table).where(condition)) or 0
    if not dry_run and count:
        gone: Delete = delete(table).where(condition)
        session.execute(gone.execution_options(synchronize_session=False))
    return count


def _purge_recordings(
    session: Session, recordings: Recordings, limits: RetentionLimits, dry_run: bool
) -> int:
    noticed = set(session.scalars(select(Notice.call_sid).union(select(Notice.last_call_sid))))
    old = [call for call in recordings.older_than(limits.recordings_days) if call not in noticed]
    count = sum(len(recordings.of(call)) for call in old)
    if not dry_run:
        for call in old:
            recordings.erase(call)
    return count
