"""A backup is put back, or what was refused before is tried again: nothing that is known is lost."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from ivr.cli import admin
from ivr.services.services import Records
from ivr.storage.store import Delivery
from models.base import connect
from models.call import Call, LogEntry
from models.notice import Notice
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.outcome import outcome
from tests.support.scripts import NOTICE
from tests.support.world import CALLER, open_records, play, prompt_of


class Machine:
    """A server's disk, over one database or another."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.var = kind, folder, folder / "var"
        self.var.mkdir()
        self._open: list[Records] = []

    def over_a_new_database(self) -> Records:
        """As after `restore.sh`: it knows nothing of what happened since the backup."""
        url = fresh_url(self.kind, self.folder)
        self._open.append(open_records(connect(url, Vault([KEY])), self.var))
        return self._open[-1]

    def close(self) -> None:
        for records in self._open:
            records.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request, tmp_path):
    made = Machine(request.param, tmp_path)
    yield made
    made.close()


def loses_its_database(records: Records) -> None:
    records.store.database._away = True


@pytest.mark.parametrize("known", [0, 1, 5, 9, 11])
def test_a_notice_told_while_the_database_was_lost_is_whole_after_the_restore(machine, known):
    """Before: the call's own record was in `*.seen` and everything owed was refused."""
    before = machine.over_a_new_database()
    before.calls.announce("CA1", CALLER, "12351")
    call = before.conversations.open("CA1")
    play(call, NOTICE[:known])
    loses_its_database(before)
    play(call, [*NOTICE[known:], "/1"])
    promised = next(s.slots["reference"] for s in call.turn.says if s.prompt == "notice.done")
    restored = machine.over_a_new_database()
    done = restored.store.deliver_all()
    assert (done.calls, done.refused) == (1, ())
    with restored.store.database.reading() as session:
        notice = session.scalars(select(Notice)).one()
        assert (notice.status, notice.reference) == ("complete", promised)
        assert session.get_one(Call, "CA1").caller == CALLER
    acts = outcome(restored)["acts"]
    assert [seq for seq, _ in acts] == list(range(len(acts)))
    assert restored.store.deliver_all() == Delivery(0, 0, ())


@pytest.mark.parametrize("next_thing", ["webhook", "word", "stream", "end"])
def test_a_call_goes_on_over_the_restored_database(machine, next_thing):
    before = machine.over_a_new_database()
    before.calls.announce("CA1", CALLER, "12351")
    play(before.conversations.open("CA1"), NOTICE[:7])
    restored = machine.over_a_new_database()
    if next_thing == "webhook":
        restored.calls.announce("CA1", CALLER, "12351")
    elif next_thing == "stream":
        restored.calls.stream_started("CA1", "whisper")
    elif next_thing == "end":
        restored.store.deliver_lost()
        restored.calls.ended("CA1", "hung_up")
        assert outcome(restored)["callbacks"] == [(CALLER, "notice incomplete", "")]
        return
    restored.calls.announce("CA1", CALLER, "12351")
    call = restored.conversations.open("CA1")
    assert prompt_of(call.turn) == "notice.what"
    play(call, [*NOTICE[7:], "/1"])
    left = outcome(restored)
    assert [(n[0], n[6]) for n in left["notices"]] == [("complete", "从梯子上摔下来了")]
    assert [seq for seq, _ in left["acts"]] == list(range(len(left["acts"])))
    assert restored.store.journal.set_aside == 0


def test_calls_that_were_going_on_are_brought_though_they_owed_nothing(machine):
    before = machine.over_a_new_database()
    for sid in ("CA1", "CA2"):
        before.calls.announce(sid, CALLER, "12351")
        play(before.conversations.open(sid), NOTICE[:5])
    before.calls.ended("CA2", "hung_up")
    restored = machine.over_a_new_database()
    assert restored.store.deliver_all().calls == 0
    done = restored.store.deliver_lost()
    assert (done.calls, done.refused) == (1, ())
    assert len(outcome(restored)["notices"]) == 1
    assert restored.store.deliver_lost().calls == 0


def test_a_later_word_is_not_overwritten_by_what_a_mirror_remembers(machine):
    records = machine.over_a_new_database()
    records.calls.announce("CA1", CALLER, "12351")
    play(records.conversations.open("CA1"), NOTICE[:7])
    with records.store.database.session() as session:
        session.scalars(select(Notice)).one().place = "另一个地方"
    assert records.store.deliver_lost() == Delivery(0, 0, ())
    with records.store.database.reading() as session:
        assert session.scalars(select(Notice)).one().place == "另一个地方"


def test_what_was_refused_is_named_and_put_back_by_a_command(machine, monkeypatch):
    records = machine.over_a_new_database()
    records.calls.announce("CA1", CALLER, "12351")
    play(records.conversations.open("CA1"), NOTICE[:5])
    loses_its_database(records)
    play(records.conversations.open("CA1"), NOTICE[5:9])
    assert records.store.database.look()
    monkeypatch.setattr(admin, "open_store", lambda _settings, _engine: records.store)
    monkeypatch.setattr(admin, "command_database", lambda _settings: None)
    monkeypatch.setattr(admin, "local_settings", lambda: None)
    good, fault = dict(records.store.deliverers), ValueError("a fault of an older program")
    records.store.deliverers["save:notice"] = lambda *_: (_ for _ in ()).throw(fault)
    said = CliRunner().invoke(admin.deliver, []).output
    assert "1 calls delivered." in said
    assert "refused: save:notice of call CA1" in said
    assert "--refused" in said
    assert records.store.journal.set_aside == 1
    assert CliRunner().invoke(admin.deliver, []).output.endswith("0 calls delivered.\n")
    records.store.deliverers |= good
    said = CliRunner().invoke(admin.deliver, ["--refused"]).output
    assert said.endswith("1 calls delivered.\n")
    assert records.store.journal.set_aside == 0
    with records.store.database.reading() as session:
        assert session.scalars(select(Notice)).one().story == "从梯子上摔下来了"


def test_a_table_that_is_not_there_yet_loses_nothing(machine):
    """A server newer than its database: what is told waits for `hotline db upgrade`."""
    records = machine.over_a_new_database()
    records.calls.announce("CA1", CALLER, "12351")
    with records.engine.begin() as connection:
        connection.execute(text("alter table notices rename to notices_of_before"))
    play(records.conversations.open("CA1"), NOTICE[:7])
    records.store.deliver_waiting()
    assert records.store.journal.set_aside == 0
    assert records.store.journal.calls_pending() == ["CA1"]
    with records.engine.begin() as connection:
        connection.execute(text("alter table notices_of_before rename to notices"))
    records.store.deliver_waiting()
    assert len(outcome(records)["notices"]) == 1
    with records.store.database.reading() as session:
        assert session.scalars(select(LogEntry.seq)).all()
