"""What a call writes is as long as it may be, and PostgreSQL takes it: SQLite would take anything."""

from pathlib import Path

import pytest
import yaml
from sqlalchemy import inspect, select
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError

from ivr.prompts import catalogue
from ivr.services.services import Records
from ivr.storage.carrier_recordings import name_for
from kb.contract import Meaning
from kb.editions.drafts import add_test
from models.base import connect
from models.call import Call, Callback, LogEntry
from models.database import DatabaseAwayError
from models.knowledge import KnowledgeItem
from models.notice import Notice
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.outcome import outcome
from tests.support.scripts import NOTICE
from tests.support.world import CALLER, open_records, play

SID = "CA" + "f" * 32
TO = "sip:12351@" + "shanghai-union-" * 30 + ".sip.twilio.com"
STORY = "从梯子上摔下来了" * 200
RECORDING = f"{SID}/{name_for(99, 'https://api.twilio.com/Recordings/RE' + 'f' * 32)}.wav.sealed"


@pytest.fixture
def records(tmp_path: Path):
    (tmp_path / "var").mkdir()
    made = open_records(connect(fresh_url("postgresql", tmp_path), Vault([KEY])), tmp_path / "var")
    yield made
    made.close()


def test_every_write_of_a_call_finds_room(records: Records):
    records.calls.announce(SID, f"sip:13800001234@{'x' * 500}", TO)
    records.calls.stream_started(SID, "whisper-small")
    call = records.conversations.open(SID)
    play(call, [NOTICE[0], *(word if word.startswith("/") else STORY for word in NOTICE[1:])])
    records.calls.ended(SID, "hung_up")
    left = outcome(records)
    assert left["calls"] == [("ended", "hung_up")]
    assert len(left["notices"]) == 1
    assert records.store.journal.set_aside == 0
    assert not records.store.journal.calls_pending()


def test_a_sip_address_of_any_length_is_a_call_like_any_other(records: Records):
    """Before, "value too long" was taken for "database away": everything went to `*.refused`."""
    records.calls.announce(SID, CALLER, TO)
    play(records.conversations.open(SID), NOTICE[:5])
    with records.store.database.reading() as session:
        assert session.get_one(Call, SID).called == TO
        assert session.scalars(select(Notice)).one().call_sid == SID


def test_nul_in_an_address_keeps_nobody_out(records: Records):
    records.calls.announce(SID, "\0", "sip:\0@x")
    with records.store.database.reading() as session:
        assert session.get_one(Call, SID).called == "sip:@x"


def test_names_of_prompts_and_effects_fit_their_column():
    room = inspect(LogEntry).columns["asked"].type.length
    assert max(map(len, yaml.safe_load(catalogue.ZH.read_text("utf-8")))) < room


def test_the_longest_name_of_a_content_test_has_room(records: Records):
    with records.store.database.session() as session:
        add_test(session, "糖尿病赔不赔", "wang", Meaning("illness.coverage", "d" * 60))
        add_test(session, "糖尿病赔不赔", "wang", Meaning("illness.coverage", "d" * 200))
    with records.store.database.reading() as session:
        ids = session.scalars(select(KnowledgeItem.id)).all()
    assert sorted(map(len, ids)) == [88, 228]


def test_a_recording_of_the_carriers_has_room(records: Records):
    room = inspect(Notice).columns["story_recording"].type.length
    assert len(RECORDING) < room == inspect(Callback).columns["recording"].type.length


class DriverError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("as the driver says it")
        self.sqlstate = sqlstate


FAULTS = [
    (DataError, "22001", False),  # too long
    (DataError, None, False),  # NUL, found by the driver
    (ProgrammingError, "42P01", False),  # a table that is not there yet
    (OperationalError, "40P01", False),  # a deadlock
    (OperationalError, "55P03", False),  # a lock
    (OperationalError, "57014", False),  # cancelled
    (OperationalError, None, True),  # refused, reset, timed out
    (OperationalError, "57P01", True),  # shut down
    (OperationalError, "53300", True),  # too many connections
    (OperationalError, "53100", True),  # its disk is full
    (ProgrammingError, "25006", True),  # a replica
]


@pytest.mark.parametrize(("kind", "state", "away"), FAULTS)
def test_only_what_ails_the_server_is_away_for_everybody(records: Records, kind, state, away):
    database = records.store.database
    database.look = lambda: False  # it does not come back in this test
    with pytest.raises(DatabaseAwayError), database.session():
        raise kind("insert", {}, DriverError(state))
    if away:
        with pytest.raises(DatabaseAwayError, match="a moment ago"), database.session():
            pass
    else:
        with database.session() as session:
            assert session.scalar(select(1)) == 1


def test_what_is_there_already_is_told_as_such(records: Records):
    with pytest.raises(IntegrityError), records.store.database.session() as session:
        session.add(LogEntry(call_sid="nobody", seq=1, asked="x", reply={}))
