"""The numbers of the overview: what happened today and what is due."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.notices import queue
from console.overview.day import DayTurns
from console.shell.access import current_staff
from console.shell.context import reading, services, today
from console.urgent.waiting import urgent_calls
from ivr.storage.call_ends import count_ends
from models.base import utc_now
from models.call import Call
from models.clock import local, utc


def numbers() -> dict[str, Any]:
    """All that the page shows, as of now."""
    day = today()
    midnight = utc(datetime.combine(day, time()))
    here = services()
    calendar = queue.Calendar(day, here.knowledge.current.limits)
    turns: DayTurns = current_app.extensions.setdefault("console-day", DayTurns())
    with reading() as db:
        counted_ends = count_ends(db, midnight, midnight + timedelta(days=1))
        counted = {
            "ends": counted_ends,
            "total": counted_ends.total(),
            "hours": _hours(db, midnight),
            "day": turns.read(db, day, midnight),
            "urgent": urgent_calls(db),
            "due": queue.open_by_urgency(db, calendar) if current_staff().may("notices") else None,
        }
    return {
        **counted,
        "engine": here.recognizer.name if here.recognizer else "",
        "speech_fault": here.speech_fault,
        "slots": here.slots,
        "workers": here.settings.workers,
        "now": utc_now(),
    }


def _hours(db: Session, midnight: datetime) -> list[int]:
    """Calls begun in each of the day's 24 hours."""
    begun = select(Call.started_at).where(
        Call.started_at >= midnight, Call.started_at < midnight + timedelta(days=1)
    )
    hours = Counter(local(moment).hour for moment in db.scalars(begun))
    return [hours[hour] for hour in range(24)]
