"""Figures of past days, counted once each: how calls ended, what was asked, how well it was
understood, how long callers waited for the recogniser.

Counting a day means opening its log; so it is done beside the calls, one day at a time, the newest
first. Days that have just passed are counted again: a message may reach the database late.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.dialog.acts import Said
from ivr.storage.call_ends import count_ends
from ivr.storage.log_reader import LogReader
from models.call import Call
from models.clock import local, today, utc
from models.database import Database
from models.question import Question
from models.work import DailyFigure

END, TOPIC, LEVEL, WAIT = "end", "topic", "level", "wait"
WAITS = (300, 500, 700, 900, 1_200, 1_600, 2_000, 3_000, 5_000, 60_000)
"""Milliseconds: upper edges of what waiting times are counted in."""
MAX_DAYS = 800
"""Days looked back at."""
AT_ONCE = 100
"""Entries opened before the processor is left to the calls for `REST_SECONDS`."""
REST_SECONDS = 0.02
COUNTED = "counted"
"""Stands for every day that was counted, so that one without calls is known, too."""
AGAIN = timedelta(days=2)
"""Days as young as this are counted again when they are over."""


class DailyFigures:
    """Counts one day after the other until none is missing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recounted = date.min

    def step(self) -> date | None:
        """Count one day that is missing; which. Raises `DatabaseAwayError`."""
        with self._database.reading() as session:
            day = next(self._missing(session, today()), None)
            if day is None:
                return None
            figures = list(_count(session, day))
        try:
            with self._database.session() as session:
                keep(session, day, figures)
        except IntegrityError:  # another process was faster
            return None
        return day

    def _missing(self, session: Session, now: date) -> Iterator[date]:
        if self._recounted != now:  # the first time of a day
            self._recounted = now
            yield now - AGAIN
        first = session.scalar(select(func.min(Call.started_at)))
        if first is None:
            return
        earliest = max(local(first).date(), now - timedelta(days=MAX_DAYS))
        known = set(session.scalars(select(DailyFigure.day).where(DailyFigure.kind == COUNTED)))
        day = now - timedelta(days=1)
        while day >= earliest:
            if day not in known:
                yield day
            day -= timedelta(days=1)


Figure = tuple[str, str, int]
"""Kind, name, how many."""


def keep(session: Session, day: date, figures: list[Figure]) -> None:
    """Write down a day's figures in place of those there are."""
    session.execute(delete(DailyFigure).where(DailyFigure.day == day))
    rows = [{"day": day, "kind": k, "name": n, "value": v} for k, n, v in figures]
    session.execute(insert(DailyFigure), [*rows, _counted(day)])


def figures_of_today(session: Session, day: date) -> list[Figure]:
    """What can be counted without opening the log: of a day that is not over."""
    first, last = _bounds(day)
    return [*_ends(session, first, last), *_questions(session, first, last)]


def _count(session: Session, day: date) -> Iterator[Figure]:
    first, last = _bounds(day)
    yield from _ends(session, first, last)
    yield from _questions(session, first, last)
    for edge, count in _waits(session, first, last).items():
        yield WAIT, str(edge), count


def _ends(session: Session, first: datetime, last: datetime) -> Iterator[Figure]:
    for end, count in count_ends(session, first, last).items():
        yield END, end, count


def _questions(session: Session, first: datetime, last: datetime) -> Iterator[Figure]:
    for kind, column in ((TOPIC, Question.topic), (LEVEL, Question.level)):
        counted = select(column, func.count()).where(Question.started_at >= first)
        counted = counted.where(Question.started_at < last)
        for name, count in session.execute(counted.group_by(column)):
            yield kind, name, count


def _waits(session: Session, first: datetime, last: datetime) -> Counter[int]:
    waits: Counter[int] = Counter()
    for number, act in enumerate(LogReader(session).acts_between(first, last), 1):
        if number % AT_ONCE == 0:
            time.sleep(REST_SECONDS)
        if isinstance(act, Said) and "decode_ms" in act.meta:
            took = act.meta["endpoint_ms"] + act.meta["decode_ms"]
            waits[next((edge for edge in WAITS if took <= edge), WAITS[-1])] += 1
    return waits


def _bounds(day: date) -> tuple[datetime, datetime]:
    first = utc(datetime.combine(day, datetime.min.time()))
    return first, first + timedelta(days=1)


def _counted(day: date) -> dict[str, object]:
    return {"day": day, "kind": COUNTED, "name": "", "value": 1}
