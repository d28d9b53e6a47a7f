"""The database goes away and comes back: callers are served, nothing is lost, nothing is doubled."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, event, select
from sqlalchemy.exc import OperationalError

from ivr.dialog.conversation import Conversation
from ivr.services.services import Records
from ivr.storage.journal import Journal, JournalError
from models.base import connect
from models.call import Call, LogEntry
from models.notice import Notice
from models.vault import Vault
from tests.support.databases import KEY, fresh_url, server
from tests.support.members import row, take, write_csv
from tests.support.outcome import outcome
from tests.support.scripts import BORN, NOTICE, NUMBER
from tests.support.world import CALLER, open_records, play, prompt_of


class Outage:
    """Statements fail as they do when the server is gone."""

    def __init__(self, engine: Engine) -> None:
        self.on = False
        event.listen(engine, "before_cursor_execute", self._fail)

    def _fail(self, *_: object) -> None:
        if self.on:
            raise OperationalError("", {}, ConnectionError("server is gone"))


@dataclass
class Worker:
    """One process's view, and the means to cut it off."""

    records: Records
    outage: Outage

    def goes_away(self) -> None:
        self.outage.on = True

    def comes_back(self) -> None:
        self.outage.on = False
        assert self.records.store.database.look()

    def call(self, sid: str = "CA1", caller: str = CALLER) -> Conversation:
        self.records.calls.announce(sid, caller, "12351")
        return self.records.conversations.open(sid)


Hire = Callable[[], Worker]


@pytest.fixture
def hire(database_url, tmp_path) -> Hire:
    """A worker of the same machine; all share database and journal."""
    hired: list[Records] = []

    def new() -> Worker:
        engine = connect(database_url, Vault([KEY]))
        records = open_records(engine, tmp_path / "var")
        hired.append(records)
        return Worker(records, Outage(engine))

    (tmp_path / "var").mkdir()
    engine = connect(database_url, Vault([KEY]))
    take(engine, write_csv(tmp_path / "m.csv", row()))
    engine.dispose()
    yield new
    for records in hired:
        records.close()


def said(conversation: Conversation) -> list[str]:
    return [say.prompt for say in conversation.turn.says]


def test_a_call_that_comes_in_meanwhile_is_served(hire):
    worker = hire()
    worker.goes_away()
    call = worker.call()
    assert play(call, ["糖尿病赔不赔"])[-1] == "answer.more"
    assert "answer.piece" in said(call)
    worker.records.calls.ended("CA1", "completed")


def test_a_member_is_told_that_the_records_are_away(hire):
    worker = hire()
    worker.goes_away()
    call = worker.call()
    play(call, ["/3", NUMBER, "/1", BORN])
    assert said(call) == ["member.unavailable", "person.connecting"]


def test_a_notice_is_taken_promised_and_delivered_once(hire):
    worker = hire()
    worker.goes_away()
    call = worker.call()
    play(call, [*NOTICE, "/1"])
    assert {"notice.done", "notice.journaled"} <= set(said(call))
    promised = next(say.slots for say in call.turn.says if say.prompt == "notice.done")
    play(call, ["再见"])
    worker.records.calls.ended("CA1", "completed")
    worker.comes_back()
    worker.records.store.deliver_waiting()
    left = outcome(worker.records)
    assert [n[0] for n in left["notices"]] == ["complete"]
    assert left["notices"][0][6] == "从梯子上摔下来了"
    assert left["calls"] == [("ended", "completed")]
    assert promised["reference"] == _reference(worker)
    worker.records.store.deliver_waiting()
    assert outcome(worker.records) == left


def _reference(worker: Worker) -> str:
    with worker.records.store.database.reading() as session:
        return session.scalars(select(Notice.reference)).one()


@pytest.mark.parametrize("known", [0, 3, 6, 9])
def test_it_goes_away_in_the_middle_of_a_notice(hire, known):
    worker = hire()
    call = worker.call()
    play(call, NOTICE[:known])
    worker.goes_away()
    play(call, [*NOTICE[known:], "/1", "再见"])
    worker.records.calls.ended("CA1", "completed")
    worker.comes_back()
    worker.records.store.deliver_waiting()
    left = outcome(worker.records)
    assert [(n[0], n[6]) for n in left["notices"]] == [("complete", "从梯子上摔下来了")]
    assert [seq for seq, _ in left["acts"]] == list(range(len(left["acts"])))


@pytest.mark.parametrize("missed", [(2, 5), (0, 4), (5, 11)])
def test_it_goes_away_for_a_while(hire, missed):
    worker = hire()
    call = worker.call()
    away, back = missed
    play(call, NOTICE[:away])
    worker.goes_away()
    play(call, NOTICE[away:back])
    worker.comes_back()
    play(call, [*NOTICE[back:], "/1", "再见"])
    worker.records.calls.ended("CA1", "completed")
    left = outcome(worker.records)
    assert [(n[0], n[6]) for n in left["notices"]] == [("complete", "从梯子上摔下来了")]
    assert not worker.records.store.journal.calls_pending(), (
        "the call itself delivered what was owed"
    )


def test_another_worker_of_the_machine_goes_on_without_the_database(hire):
    first, second = hire(), hire()
    call = first.call()
    play(call, NOTICE[:4])
    first.goes_away()
    second.goes_away()
    play(call, NOTICE[4:6])
    assert prompt_of(second.call().turn) == prompt_of(call.turn) == "notice.where"
    play(second.call(), [*NOTICE[6:], "/1", "再见"])
    second.comes_back()
    second.records.store.deliver_waiting()
    assert [n[0] for n in outcome(second.records)["notices"]] == ["complete"]


def test_two_workers_deliver_at_the_same_time(hire):
    first, second = hire(), hire()
    first.goes_away()
    play(first.call(), [*NOTICE, "/1", "再见"])
    first.comes_back()
    second.records.store.deliver_waiting()
    first.records.store.deliver_waiting()
    assert len(outcome(first.records)["notices"]) == 1


def test_a_hang_up_while_it_is_away_is_called_back_later(hire):
    worker = hire()
    worker.goes_away()
    play(worker.call(), NOTICE[:7])
    worker.records.calls.ended("CA1", "hung_up")
    worker.comes_back()
    worker.records.store.deliver_waiting()
    left = outcome(worker.records)
    assert [n[0] for n in left["notices"]] == ["incomplete"]
    assert left["callbacks"] == [(CALLER, "notice incomplete", "")]


def test_streams_are_counted_without_the_database(hire):
    worker = hire()
    worker.call()
    assert worker.records.calls.stream_started("CA1", "vosk") == 1
    worker.goes_away()
    assert worker.records.calls.stream_started("CA1", "vosk") == 2
    worker.comes_back()
    worker.records.store.deliver_waiting()
    assert worker.records.calls.get("CA1").streams == 2


def test_database_away_and_disk_full_is_said_honestly(hire, monkeypatch):
    def full(self: Journal, call: str, *records: dict) -> None:
        raise JournalError("No space left on device")

    worker = hire()
    call = worker.call()
    play(call, NOTICE[:2])
    worker.goes_away()
    monkeypatch.setattr(Journal, "enqueue", full)
    play(call, [*NOTICE[2:], "/1"])
    assert "notice.not_saved" in said(call)
    assert "notice.done" not in said(call)
    play(call, ["转人工"])
    assert prompt_of(call.turn) == "handoff"


def test_the_disk_has_room_again_and_the_notice_is_whole(hire, monkeypatch):
    worker = hire()
    call = worker.call()
    play(call, NOTICE[:2])
    worker.goes_away()
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "enqueue", _full)
        play(call, NOTICE[2:8])
    play(call, [*NOTICE[8:], "/1"])
    assert "notice.journaled" in said(call)
    worker.comes_back()
    worker.records.store.deliver_waiting()
    assert [(n[0], n[2], n[6]) for n in outcome(worker.records)["notices"]] == [
        ("complete", "7921742180", "从梯子上摔下来了")
    ]


def _full(self: Journal, call: str, *records: dict) -> None:
    raise JournalError("No space left on device")


def test_one_bad_record_does_not_hold_up_the_rest(hire, tmp_path):
    worker = hire()
    worker.goes_away()
    play(worker.call(), NOTICE[:3])
    bad = {"kind": "save:notice", "key": "CA1/x", "data": {"accident_date": "no date"}}
    worker.records.store.journal.enqueue("CA1", bad)
    play(worker.call(), NOTICE[3:5])
    worker.comes_back()
    worker.records.store.deliver_waiting()
    assert len(outcome(worker.records)["notices"]) == 1
    assert (tmp_path / "var" / "journal" / "CA1.refused").exists()


def test_a_real_server_is_stopped_and_started(tmp_path):
    (tmp_path / "var").mkdir()
    url = fresh_url("postgresql", tmp_path)
    records = open_records(connect(url, Vault([KEY])), tmp_path / "var")
    records.calls.announce("CA1", CALLER, "12351")
    call = records.conversations.open("CA1")
    play(call, NOTICE[:3])
    server().stop()
    try:
        play(call, [*NOTICE[3:], "/1"])
        assert "notice.journaled" in said(call)
    finally:
        server().start()
    assert records.store.database.look()
    records.store.deliver_waiting()
    assert [n[0] for n in outcome(records)["notices"]] == ["complete"]
    records.close()


def test_files_of_the_journal_stay_in_its_folder(hire, tmp_path):
    worker = hire()
    worker.goes_away()
    play(worker.call(), NOTICE)
    everything = {p.name for p in Path(tmp_path / "var").rglob("*") if p.is_file()}
    assert {n for n in everything if not n.startswith(".")} == {"CA1.owed"}


def test_a_database_put_back_from_a_backup_learns_of_the_call_again(hire):
    worker = hire()
    worker.call()
    with worker.records.store.database.session() as session:
        session.execute(delete(LogEntry))
        session.execute(delete(Call))
    call = worker.call()
    assert play(call, ["糖尿病赔不赔"])[-1] == "answer.more"


def test_what_only_memory_held_reaches_the_database_too(hire, monkeypatch):
    worker = hire()
    call = worker.call()
    play(call, NOTICE[:2])
    worker.goes_away()
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "enqueue", _full)
        play(call, NOTICE[2:6])
    worker.comes_back()
    play(call, [*NOTICE[6:], "/1", "再见"])
    acts = outcome(worker.records)["acts"]
    assert [seq for seq, _ in acts] == list(range(len(acts)))
