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

from sqlalchemy.orm import Session

from ivr.dialog.acts import Said
from ivr.storage.log_reader import Logged, LogReader
from ivr.storage.personal_answers import WAITING, is_personal
from kb.contract import Decision

TOPICS_SHOWN = 8
LATE_IDS = 5_000
"""PostgreSQL gives ids out before it commits: an entry may appear behind so many younger ones."""


@dataclass
class _Counts:
    day: date
    seen: set[int] = field(default_factory=set)
    """Ids of the youngest entries that are counted."""
    topics: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    rejected: int = 0
    waits: list[int] = field(default_factory=list)
    asked_last: dict[str, str] = field(default_factory=dict)
    """Call -> the prompt answered last: what answers something personal is no question."""


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
    """Today's turns as one process remembers them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = _Counts(date.min)

    def read(self, session: Session, day: date, midnight: datetime) -> Day:
        """All of `day` so far; `midnight` is its beginning in the database's time."""
        with self._lock:
            if self._counts.day != day:
                self._counts = _Counts(day)
            reader, counts = LogReader(session), self._counts
            for entry in reader.entries(_uncounted(reader, counts, midnight)):
                _count(counts, entry)
            return _summary(counts)


def _uncounted(reader: LogReader, counts: _Counts, midnight: datetime) -> list[int]:
    """Ids of what came since the last look, which are taken for counted from now on."""
    since = max(counts.seen, default=0) - LATE_IDS
    ids = reader.ids(since, midnight)
    new = [number for number in ids if number not in counts.seen]
    counts.seen = set(ids)
    return new


def _count(counts: _Counts, entry: Logged) -> None:
    understanding, act = entry.understanding, entry.act
    call = entry.row.call_sid
    if act and entry.row.asked != WAITING:  # what was asked before it still is
        counts.asked_last[call] = entry.row.asked
    if understanding and not is_personal(counts.asked_last.get(call, "")):
        counts.asked += 1
        if understanding.decision == Decision.REJECT:
            counts.rejected += 1
        else:
            counts.topics[understanding.name or understanding.meaning.topic] += 1
    elif isinstance(act, Said) and "decode_ms" in act.meta:
        counts.waits.append(act.meta["endpoint_ms"] + act.meta["decode_ms"])


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
