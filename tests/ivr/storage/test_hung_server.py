"""PostgreSQL hangs: it refuses nothing and answers nothing. One wait, then callers are served at once."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from ivr.services.services import Records
from models import base
from models.base import connect
from models.database import ANSWER_SECONDS, Database, DatabaseAwayError
from models.patience import ImpatientConnection, answers_within
from models.vault import Vault
from tests.support.databases import CONNECT_SECONDS, KEY, fresh_url
from tests.support.frozen import FreezingProxy
from tests.support.outcome import outcome
from tests.support.scripts import NOTICE
from tests.support.world import CALLER, open_records, play

CALLERS = 24
LIMIT = 120.0
"""Seconds after which something is not slow, but never comes."""
WATCHER = "database"
"""The thread that looks whether the database is back."""


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[FreezingProxy]:
    made = FreezingProxy(fresh_url("postgresql", tmp_path))
    yield made
    made.close()


@pytest.fixture
def records(
    proxy: FreezingProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Records]:
    """As in the product, which waits less long than tests do."""
    monkeypatch.setattr(base, "CONNECT_SECONDS", CONNECT_SECONDS)
    (tmp_path / "var").mkdir()
    made = open_records(connect(proxy.url, Vault([KEY])), tmp_path / "var")
    made.store.database._answer_seconds = ANSWER_SECONDS
    yield made
    proxy.thaw()
    made.close()


@pytest.fixture
def touches(records: Records, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each thread, by its name, turned to the server.

    A look at a pooled connection is not among them: where it fails, a new one is asked for.
    """
    counted: Counter[str] = Counter()

    def touch(*_: object) -> None:
        counted[threading.current_thread().name] += 1

    def connected(*given: Any, **options: Any) -> psycopg.Connection:
        touch()
        return connects(*given, **options)

    connects = ImpatientConnection.connect
    monkeypatch.setattr(ImpatientConnection, "connect", connected)
    event.listen(records.engine, "before_cursor_execute", touch)
    return counted


def several(name: str, count: int, done: Callable[[int], object]) -> None:
    """All at the same time, in threads whose names begin with `name`."""
    threads = [threading.Thread(target=done, args=(n,), name=f"{name}{n}") for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
        assert not thread.is_alive(), "somebody waits for ever"


def test_a_server_that_hangs_costs_one_wait(
    records: Records, proxy: FreezingProxy, touches: Counter[str]
):
    several("before", 5, lambda n: records.calls.announce(f"CA-before-{n}", CALLER, "12351"))
    call = records.conversations.open("CA-before-0")
    play(call, NOTICE[:3])
    _wait(lambda: _there(records))
    proxy.freeze()
    touches.clear()
    several("first", CALLERS, lambda n: records.calls.announce(f"CA{n}", CALLER, "12351"))
    assert {count for name, count in touches.items() if name != WATCHER} == {1}
    touches.clear()
    several("later", CALLERS, lambda n: records.calls.announce(f"CB{n}", CALLER, "12351"))
    for number in range(3):
        records.calls.announce(f"CC{number}", CALLER, "12351")
    assert set(touches) <= {WATCHER}, "nobody waits"
    play(call, [*NOTICE[3:], "/1"])
    proxy.thaw()
    _wait(lambda: _there(records))
    records.store.deliver_waiting()
    left = outcome(records)
    assert len(left["calls"]) == 5 + 2 * CALLERS + 3
    assert [n[0] for n in left["notices"]] == ["complete"]


def test_nobody_waits_for_the_looks_that_are_made_meanwhile(
    records: Records, proxy: FreezingProxy, touches: Counter[str]
):
    records.calls.announce("CA1", CALLER, "12351")
    looks = Looks(records.store.database)
    proxy.freeze()
    records.calls.announce("CA2", CALLER, "12351")
    touches.clear()
    number, meanwhile = 0, 0
    until = time.monotonic() + LIMIT
    while meanwhile <= 10:
        assert time.monotonic() < until, f"{number} callers, {meanwhile} of them during one look"
        number += 1
        before = looks.going_on
        records.calls.announce(f"CB{number}", CALLER, "12351")
        meanwhile += bool(before) and before == looks.going_on
        time.sleep(0.05)
    assert set(touches) <= {WATCHER}


class Looks:
    """The looks at a database whether it is back."""

    def __init__(self, database: Database) -> None:
        self._begun = 0
        self.going_on = 0
        """The number of the look that is being made; 0 for none."""
        self._look = database.look
        database.look = self._watched

    def _watched(self) -> bool:
        self._begun += 1
        self.going_on = self._begun
        try:
            return self._look()
        finally:
            self.going_on = 0


def test_what_takes_long_where_nobody_waits_is_let_finish(records: Records):
    with records.sessions() as session:
        assert session.scalar(text("select 1 from pg_sleep(0.6)")) == 1
    with answers_within(0.2), records.sessions() as session, pytest.raises(OperationalError):
        session.scalar(text("select 1 from pg_sleep(5)"))
    with records.sessions() as session:
        assert session.scalar(text("select 1")) == 1


def _there(records: Records) -> bool:
    try:
        with records.store.database.reading() as session:
            return bool(session.scalar(select(1)))
    except DatabaseAwayError:
        return False


def _wait(true: Callable[[], bool]) -> None:
    until = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
