"""Gauges that are looked up when asked: what waits, and for how long, in database and journal.

Receives the journal and the database; emits gauges when Prometheus asks, looked up anew at most every few seconds.
The same numbers on every worker: sum over machines only what is on disks (`hotline_journal_*`).
"""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Select, func, or_, select

from models.base import utc_now
from models.call import Call, Callback, CallState, Sms
from models.database import Database, DatabaseAwayError
from models.notice import Notice
from models.staff import CaseState, NoticeCase

FRESH_SECONDS = 5.0
"""However often one asks, the database is asked no more often."""

Number = tuple[str, str, float]
"""(name, what it means, value)"""


class Waiting(Protocol):
    """What waits on this machine's disk for the database."""

    @property
    def depth(self) -> int:
        """Count the calls whose record in the database is incomplete."""
        ...

    @property
    def set_aside(self) -> int:
        """Files a person has to look at."""
        ...

    def age(self, now: float) -> float:
        """Seconds the oldest of it has waited."""
        ...


class RecordsCollector(Collector):
    """The gauges of one server process."""

    def __init__(self, journal: Waiting, database: Database) -> None:
        """`database` is not shared with calls: a failure here must not mark it as away for them."""
        self._journal = journal
        self._database = database
        self._known: list[Number] = []
        self._at = float("-inf")
        self._lock = threading.Lock()

    def describe(self) -> list[GaugeMetricFamily]:
        """No metrics ahead of `collect`: registering this must not query the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield all gauges, looked up anew after `FRESH_SECONDS`."""
        with self._lock:
            if time.monotonic() - self._at > FRESH_SECONDS:
                self._known = [*self._from_disk(), *self._from_database()]
                self._at = time.monotonic()
        for name, meaning, value in self._known:
            yield GaugeMetricFamily(f"hotline_{name}", meaning, value=value)

    def _from_disk(self) -> Iterator[Number]:
        yield ("journal_calls", "Calls of which the database lacks something.", self._journal.depth)
        yield (
            "journal_age_seconds",
            "Since the oldest of it was told.",
            self._journal.age(time.time()),
        )
        yield ("journal_set_aside", "Files a person has to look at.", self._journal.set_aside)

    def _from_database(self) -> Iterator[Number]:
        try:
            with self._database.reading() as session:
                found = {name: session.execute(query).one() for name, query in _QUERIES.items()}
        except DatabaseAwayError:
            yield ("database_up", "Whether the database answers.", 0)
            return
        yield ("database_up", "Whether the database answers.", 1)
        now = utc_now()
        for name, (count, oldest) in found.items():
            yield (name, _MEANINGS[name], count)
            age = _seconds(oldest, now)
            yield (f"{name}_age_seconds", f"Age of the oldest of hotline_{name}.", age)


def _seconds(oldest: datetime | None, now: datetime) -> float:
    return max((now - oldest).total_seconds(), 0.0) if oldest else 0.0


def _waiting(table: type[Notice] | type[Callback] | type[Sms]) -> Select:
    return select(func.count(), func.min(table.created_at)).select_from(table)


_QUERIES = {
    "notices_new": _waiting(Notice)
    .outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
    .where(or_(NoticeCase.state.is_(None), NoticeCase.state == CaseState.NEW)),
    "callbacks_new": _waiting(Callback).where(Callback.status == "new"),
    "messages_queued": _waiting(Sms).where(Sms.status == "queued"),
    "calls_active": select(func.count(), func.min(Call.started_at)).where(
        Call.state == CallState.ACTIVE
    ),
}
_MEANINGS = {
    "notices_new": "Accident notices nobody has taken up.",
    "callbacks_new": "Call-backs promised and not made.",
    "messages_queued": "Text messages not sent yet.",
    "calls_active": "Calls not known to be over.",
}
