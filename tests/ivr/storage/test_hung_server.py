"""PostgreSQL hangs: it refuses nothing and answers nothing. One wait, then callers are served at once."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from ivr.services.services import Records
from models import base
from models.base import connect
from models.database import ANSWER_SECONDS, RETRY_SECONDS, DatabaseAwayError
from models.patience import answers_within
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.frozen import FreezingProxy
from tests.support.outcome import outcome
from tests.support.scripts import NOTICE
from tests.support.world import CALLER, open_records, play

AT_ONCE = 0.3
"""How long a caller may wait once it is known."""
SOME_TIME = 1.0
"""For what the test itself does, on a machine that is busy."""
CALLERS = 24


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[FreezingProxy]:
    made = FreezingProxy(fresh_url("postgresql", tmp_path))
    yield made
    made.close()


@pytest.fixture
def records(proxy: FreezingProxy, tmp_path: Path) -> Iterator[Records]:
    (tmp_path / "var").mkdir()
    made = open_records(connect(proxy.url, Vault([KEY])), tmp_path / "var")
    yield made
    proxy.thaw()
    made.close()


def seconds(done: Callable[[], object]) -> float:
    begun = time.monotonic()
    done()
    return time.monotonic() - begun


def several(count: int, done: Callable[[int], object]) -> list[float]:
    """How long each took, all at the same time."""
    took = [0.0] * count

    def one(number: int) -> None:
        took[number] = seconds(lambda: done(number))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "somebody waits for ever"
    return took


def test_a_server_that_hangs_costs_one_wait(records: Records, proxy: FreezingProxy):
    several(5, lambda n: records.calls.announce(f"CA-before-{n}", CALLER, "12351"))
    call = records.conversations.open("CA-before-0")
    play(call, NOTICE[:3])
    proxy.freeze()
    first = several(CALLERS, lambda n: records.calls.announce(f"CA{n}", CALLER, "12351"))
    assert max(first) < ANSWER_SECONDS + 2 * base.CONNECT_SECONDS + SOME_TIME
    later = several(CALLERS, lambda n: records.calls.announce(f"CB{n}", CALLER, "12351"))
    assert max(later) < ANSWER_SECONDS  # nobody waits; but 24 at the same moment flush to one disk
    for number in range(3):
        alone = seconds(lambda n=number: records.calls.announce(f"CC{n}", CALLER, "12351"))
        assert alone < AT_ONCE
    play(call, [*NOTICE[3:], "/1"])
    proxy.thaw()
    _wait(lambda: _there(records), 4 * RETRY_SECONDS + ANSWER_SECONDS + base.CONNECT_SECONDS)
    records.store.deliver_waiting()
    left = outcome(records)
    assert len(left["calls"]) == 5 + 2 * CALLERS + 3
    assert [n[0] for n in left["notices"]] == ["complete"]


def test_nobody_waits_for_the_looks_that_are_made_meanwhile(records: Records, proxy: FreezingProxy):
    records.calls.announce("CA1", CALLER, "12351")
    proxy.freeze()
    records.calls.announce("CA2", CALLER, "12351")
    until = time.monotonic() + RETRY_SECONDS + ANSWER_SECONDS
    number = 0
    while time.monotonic() < until:
        number += 1
        announced = partial(records.calls.announce, f"CB{number}", CALLER, "12351")
        assert seconds(announced) < AT_ONCE
        time.sleep(0.05)
    assert number > 10


def test_what_takes_long_where_nobody_waits_is_let_finish(records: Records):
    with records.sessions() as session:
        assert session.scalar(text("select 1 from pg_sleep(0.6)")) == 1
    with answers_within(0.2), records.sessions() as session, pytest.raises(OperationalError):
        session.scalar(text("select 1 from pg_sleep(0.6)"))
    with records.sessions() as session:
        assert session.scalar(text("select 1")) == 1


def _there(records: Records) -> bool:
    try:
        with records.store.database.reading() as session:
            return bool(session.scalar(select(1)))
    except DatabaseAwayError:
        return False


def _wait(true: Callable[[], bool], limit: float) -> None:
    until = time.monotonic() + limit
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
