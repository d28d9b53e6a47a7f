"""Today's turns: what callers asked, and how long they waited. Read once each, then remembered.

Replies are sealed, so the database cannot count them. Every process remembers what it has opened
and opens only what came since.
"""

import statistics
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.call import LogEntry

TOPICS_SHOWN = 8
CHUNK = 1_000


@dataclass
class _Counts:
    day: date
    last: int = 0
    topics: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    rejected: int = 0
    waits: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    """What today's turns tell."""

    topics: Sequence[tuple[str, int]]
    """Names callers would know, the most asked first."""
    asked: int
    rejected: int
    """Questions that nothing fitted."""
    median: int | None
    slow: int | None
    """Milliseconds from the end of speech until its text was there: half of the answers were
    faster than `median`, 95 of 100 than `slow`. None where nobody spoke."""


class DayTurns:
    """The memory of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = _Counts(date.min)

    def read(self, session: Session, day: date, midnight: datetime) -> Day:
        """All of `day` so far; `midnight` is its beginning in the database's time."""
        with self._lock:
            if self._counts.day != day:
                self._counts = _Counts(day)
            counts = self._counts
            wanted = (
                select(LogEntry.id, LogEntry.asked, LogEntry.reply)
                .where(LogEntry.id > counts.last, LogEntry.at >= midnight)
                .where(~LogEntry.asked.startswith("save:"))
                .order_by(LogEntry.id)
            )
            for number, asked, reply in session.execute(wanted.execution_options(yield_per=CHUNK)):
                counts.last = number
                _count(counts, asked, reply)
            return _summary(counts)


def _count(counts: _Counts, asked: str, reply: dict) -> None:
    if asked == "lookup:understand" and reply["type"] == "Found":
        meant = reply["data"]
        counts.asked += 1
        if meant["decision"] == "reject":
            counts.rejected += 1
        else:
            counts.topics[meant.get("name") or meant["topic"]] += 1
    elif reply["type"] == "Said" and "decode_ms" in reply.get("meta", {}):
        counts.waits.append(reply["meta"]["endpoint_ms"] + reply["meta"]["decode_ms"])


def _summary(counts: _Counts) -> Day:
    waits = counts.waits
    slow = statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else None
    return Day(
        counts.topics.most_common(TOPICS_SHOWN),
        counts.asked,
        counts.rejected,
        round(statistics.median(waits)) if waits else None,
        round(slow) if slow is not None else None,
    )
