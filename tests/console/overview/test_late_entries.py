"""Two servers write at once: ids are given out in one order and appear in another."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from console.overview.day import DayTurns
from ivr.dialog.log_format import act_to_json
from models.base import connect, sessions, utc_now
from models.call import Call, LogEntry
from models.vault import Vault
from tests.support.callers import said
from tests.support.databases import KEY, fresh_url

MIDNIGHT = datetime(2000, 1, 1)


@pytest.fixture
def engine(tmp_path):
    connected = connect(fresh_url("postgresql", tmp_path), Vault([KEY]))
    with sessions(connected).begin() as session:
        session.add(Call(sid="CA1", caller="", called="12351", started_at=utc_now()))
    yield connected
    connected.dispose()


def answers(session: Session, seq: int, decode_ms: int) -> None:
    """The caller says something; its id is given out at once."""
    reply = act_to_json(said("大病", endpoint_ms=0, decode_ms=decode_ms))
    session.add(LogEntry(call_sid="CA1", seq=seq, asked="menu.main", kind="act", reply=reply))
    session.flush()


def test_what_is_committed_behind_younger_entries_is_counted_once(engine):
    make, turns, day = sessions(engine), DayTurns(), date(2026, 11, 24)
    with make() as slow:
        answers(slow, 0, 100)
        with make.begin() as quick:
            answers(quick, 1, 300)
        with make() as looking:
            assert turns.read(looking, day, MIDNIGHT).median == 300
        slow.commit()
    for _ in range(2):
        with make() as looking:
            assert turns.read(looking, day, MIDNIGHT).median == 200
    with make() as looking:
        assert turns.read(looking, date(2026, 11, 25), MIDNIGHT).median == 200
