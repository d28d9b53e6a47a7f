"""A new data key: everything sealed and found with it alone, whenever the work is broken off."""

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

import models.reseal
from ivr.privacy.data_subject import DataSubject
from ivr.privacy.reseal import UNREADABLE, reseal_files
from ivr.storage.recordings import Recordings
from models.base import connect
from models.member import Member, number_key
from models.member_export import export_rows
from models.notice import Notice
from models.reindex import reindex
from models.reseal import reseal, sealed_columns
from models.seal_check import check_key
from models.sealed import vault_of_engine
from models.vault import Vault, VaultError, new_key
from tests.support.databases import KEY
from tests.support.members import another, row, take, write_csv
from tests.support.scripts import BORN, NOTICE, NUMBER
from tests.support.world import CALLER, open_records, play

NEW = new_key()


@pytest.fixture
def var(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    return folder


@pytest.fixture
def used(engine, database_url, tmp_path, var):
    """A database with members, calls, a notice, messages, a call-back and a recording."""
    check_key(engine)
    take(engine, write_csv(tmp_path / "m.csv", row(), *(another(n) for n in range(8))))
    records = open_records(engine, var)
    records.calls.announce("CA1", CALLER, "12351")
    play(records.conversations.open("CA1"), ["/3", NUMBER, "/1", BORN, "再见"])
    records.calls.announce("CA2", "", "12351")
    play(
        records.conversations.open("CA2"), [*NOTICE[:-1], "/13900005678", "/1", "/1", "转人工", "!"]
    )
    records.recordings.keep("CA1", 1, b"\0\0")
    return database_url


@pytest.fixture
def opened(used):
    """Opens the database as a server with these keys does."""
    engines = []

    def open_with(*keys: str, checked: bool = True):
        engines.append(connect(used, Vault(keys)))
        if checked:
            check_key(engines[-1])
        return engines[-1]

    yield open_with
    for engine in engines:
        engine.dispose()


def everything(engine: Engine, var) -> tuple:
    """All that can be read and found with the engine's keys."""
    vault = vault_of_engine(engine)
    with Session(engine) as session:
        dossiers = [
            DataSubject(session, Recordings(var / "recordings", vault), *who).export()
            for who in ((NUMBER[1:], ""), ("", CALLER), ("", "13900005678"))
        ]
        members = list(export_rows(lambda: Session(engine)))
    for dossier in dossiers:
        for notice in dossier["notices"]:
            notice.pop("updated_at", None)
    return dossiers, members


def test_after_reseal_and_reindex_the_new_key_alone_reads_and_finds_everything(opened, var):
    before = everything(opened(KEY), var)
    both = opened(NEW, KEY)
    counts = reseal(both)
    assert counts["members"] == 9
    assert counts["turn_log"] > 10
    assert reseal_files(var, vault_of_engine(both))["recordings"] == 1
    assert everything(opened(NEW, KEY), var) == before, "meanwhile servers go on"
    assert reindex(both, Vault([NEW])) > 9
    assert everything(opened(NEW), var) == before
    with pytest.raises(VaultError):
        opened(KEY)


def test_a_second_run_has_nothing_to_do(opened, var):
    both = opened(NEW, KEY)
    reseal(both)
    reseal_files(var, vault_of_engine(both))
    assert not any(reseal(both).values())
    assert not any(reseal_files(var, vault_of_engine(both)).values())
    reindex(both, Vault([NEW]))
    assert reindex(both, Vault([NEW])) == 0


def breaks_off(engine: Engine, after: int) -> None:
    """The process is gone after so many transactions."""
    left = iter(range(after))

    def fail(_: object) -> None:
        if next(left, None) is None:
            raise InterruptedError

    event.listen(engine, "commit", fail)


@pytest.mark.parametrize("breaks_at", [1, 4, 9])
def test_broken_off_anywhere_it_is_begun_again(opened, var, breaks_at, monkeypatch):
    before = everything(opened(KEY), var)
    monkeypatch.setattr("models.reseal.BATCH", 2)
    for work in (reseal, lambda engine: reindex(engine, Vault([NEW]))):
        broken = opened(NEW, KEY, checked=False)
        breaks_off(broken, breaks_at)
        with pytest.raises(InterruptedError):
            work(broken)
        work(opened(NEW, KEY, checked=False))
    reseal_files(var, Vault([NEW, KEY]))
    assert everything(opened(NEW), var) == before


def test_while_people_are_moved_no_server_starts(opened, monkeypatch):
    both = opened(NEW, KEY)
    monkeypatch.setattr("models.reindex._PLANS", (None,))
    with pytest.raises(AttributeError):
        reindex(both, Vault([NEW]))
    with pytest.raises(VaultError, match="broken off"):
        opened(NEW, KEY)


@pytest.mark.parametrize("keys", [[NEW], [KEY, NEW]])
def test_a_key_that_is_taken_away_or_moved_too_early_is_noticed(opened, keys):
    both = opened(NEW, KEY)
    reseal(both)
    with pytest.raises(VaultError, match="db reindex"):
        opened(*keys)


def test_what_a_server_writes_meanwhile_stays(opened, monkeypatch):
    server = opened(NEW, KEY)
    batches = models.reseal.batches

    def slow(engine: Engine, table, wanted):
        for rows in batches(engine, table, wanted):
            if table.name == "notices":
                with Session(server) as session, session.begin():
                    session.scalars(select(Notice)).one().story = "另外说了"
            yield rows

    monkeypatch.setattr(models.reseal, "batches", slow)
    reseal(opened(NEW, KEY))
    with Session(server) as session:
        notice = session.scalars(select(Notice)).one()
        assert (notice.story, notice.place) == ("另外说了", "在车间里")


def test_a_fault_in_the_database_is_told_and_loses_nothing(opened):
    both = opened(NEW, KEY)
    with both.begin() as connection:
        connection.execute(text("update notices set story = 'torn'"))
    with pytest.raises(VaultError, match="damaged"):
        reseal(both)


def test_files_keep_their_age_and_damaged_ones_are_told(opened, var):
    (path,) = (var / "recordings").glob("*/*")
    torn = path.with_name("002-0.wav.sealed")
    torn.write_bytes(b"torn")
    ages = path.stat().st_mtime_ns, path.parent.stat().st_mtime_ns
    counts = reseal_files(var, Vault([NEW, KEY]))
    assert (counts["recordings"], counts[UNREADABLE]) == (1, 1)
    assert (path.stat().st_mtime_ns, path.parent.stat().st_mtime_ns) == ages
    assert torn.read_bytes() == b"torn"


def test_every_sealed_column_is_reached():
    assert {table.name for table, _ in sealed_columns()} >= {
        "calls",
        "callbacks",
        "members",
        "notice_notes",
        "notices",
        "seal_check",
        "sms",
        "staff",
        "turn_log",
    }


def test_a_member_is_found_by_the_new_index(opened):
    both = opened(NEW, KEY)
    reindex(both, Vault([NEW]))
    with Session(both) as session:
        wanted = Member.number_key == number_key(Vault([NEW]), NUMBER[1:])
        assert session.scalars(select(Member).where(wanted)).one().person.name == "测试甲"
