"""Calls as an older build wrote them: still read, still told, and gone on with where the dialogue still
asks what it asked then. Where it asks otherwise the call starts over, and what was told is kept.

`written_before/` holds what the build of commit cc54d56 wrote: the tables of nine calls, which between
them have every look-up and save, the mirror of one in the journal, and the journal of a tenth that came
in while the database was away. `calls.json` says what the callers did and what they were asked.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Engine, MetaData, delete, select, text

from console.calls.timeline import rebuild
from ivr.dialog.acts import CallerAct, Keyed, Said
from ivr.dialog.conversation import Conversation, ReplayError, Turn
from ivr.dialog.effect import EffectKey, Lookup, Save
from ivr.dialog.hotline import hotline
from ivr.prompts import catalogue
from ivr.services.services import Records
from ivr.storage import log_kinds
from ivr.storage.call_log import in_order, read_log
from ivr.storage.log_reader import LogReader
from ivr.storage.questions import fill_in, forget_personal
from kb.contract import Reading
from models import migrate
from models.base import connect, sessions
from models.call import LogEntry
from models.notice import Notice
from models.question import Question
from models.vault import Vault
from tests.ivr.storage.test_away import Outage
from tests.support.databases import fresh_url
from tests.support.members import row, take, write_csv
from tests.support.phone import MemoryLog
from tests.support.world import act_of, open_records, prompt_of

HERE = Path(__file__).with_name("written_before")
OLD_KEY = "a2V5IG9mIHRoZSB0ZXN0cyBvZiBvbGQgY2FsbHMgISE="
CALLS: dict[str, dict[str, Any]] = json.loads((HERE / "calls.json").read_text(encoding="utf-8"))
IN_TABLES = [sid for sid in CALLS if sid != "away"]
AS_THEN = ["member", "member-by-code", "notice-broken-off", "notice-again", "no-recording"]
"""The calls in which today's dialogue asks what that build asked."""
OTHERWISE = [sid for sid in IN_TABLES if sid not in AS_THEN]
GOES_ON = ["notice-again"]
"""Goes on with a notice of an earlier call, which a fresh database does not hold."""
BEFORE = "0005"
"""The schema of that build."""


@pytest.fixture
def old(database_url: str) -> Iterator[Engine]:
    """A database of that build, brought to today's schema."""
    engine = connect(database_url, Vault([OLD_KEY]))
    migrate.downgrade(engine, BEFORE)
    _load(connect(database_url))
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


def _load(engine: Engine) -> None:
    rows = json.loads((HERE / "tables.json").read_text(encoding="utf-8"))
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            for values in rows.get(table.name, ()):
                read = {name: _read(table.c[name].type, v) for name, v in values.items()}
                connection.execute(table.insert().values(read))
        if engine.dialect.name == "postgresql":
            for numbered in ("turn_log", "notices"):
                connection.execute(text(f"SELECT setval('{numbered}_id_seq', 100000)"))
    engine.dispose()


def _read(kind: Any, value: Any) -> Any:
    match kind:
        case DateTime() if value:
            return datetime.fromisoformat(value)
        case Date() if value:
            return date.fromisoformat(value)
        case Boolean():
            return bool(value)
    return value


def records_over(engine: Engine, folder: Path, sid: str) -> Records:
    (folder / "var").mkdir(exist_ok=True)
    identity = CALLS[sid]["identity"]
    return open_records(engine, folder / "var", identity=identity, codes=("792", "310"))


def entries(engine: Engine, sid: str) -> list[LogEntry]:
    with sessions(engine)() as session:
        return [entry.row for entry in LogReader(session).of_call(sid)]


def act(word: str, sid: str, turn: Turn) -> CallerAct:
    """What the caller did, heard as it was then."""
    did = act_of(word, turn)
    if not isinstance(did, Said):
        return did
    if did.recording:
        return Said(did.text, 0.8, recording=f"{sid}/{turn.seq:03}-0.wav.sealed")
    timing = {"engine": "vosk", "endpoint_ms": 300, "decode_ms": 40}
    return Said(did.text, 0.8, (Reading(did.text + "呀", 0.125),), meta=timing)


def play_again(records: Records, sid: str) -> Conversation:
    """The same call, with today's build."""
    call = CALLS[sid]
    records.calls.announce(sid, call["caller"], "12351")
    conversation = records.conversations.open(sid)
    asked = [prompt_of(conversation.turn)]
    for word in call["words"]:
        asked.append(prompt_of(conversation.receive(act(word, sid, conversation.turn))))
    assert asked == call["asked"]


def said(conversation: Conversation) -> list[list[Any]]:
    return [[say.prompt, say.slots] for say in conversation.turn.says]


def test_the_calls_have_every_effect_there_is(old):
    asked = {entry.asked for sid in IN_TABLES for entry in entries(old, sid)}
    effects = [*Lookup.__subclasses__(), *Save.__subclasses__()]
    assert len(effects) == 14
    assert {effect.log_name() for effect in effects} <= asked


def acts(engine: Engine) -> dict[str, int]:
    with sessions(engine)() as session:
        reader = LogReader(session)
        counted = Counter(sid for sid, _ in reader.acts(IN_TABLES))
        others = {entry.row.asked for entry in reader.entries(reader.ids(0, datetime.min))}
        assert {"lookup:understand", "menu.main"} <= others
        assert not [asked for asked in others if asked.startswith("save:")]
    return counted


def test_old_entries_are_given_their_kind_and_told_apart_before(old, monkeypatch):
    monkeypatch.setattr(log_kinds, "BATCH", 7)
    done = {sid: len(CALLS[sid]["words"]) for sid in IN_TABLES}
    assert {e.kind for sid in IN_TABLES for e in entries(old, sid)} == {None}
    assert acts(old) == done
    log_kinds.fill_in_kinds(sessions(old))
    for sid in IN_TABLES:
        for entry in entries(old, sid):
            assert entry.kind == log_kinds.kind_of(entry.asked)
    assert acts(old) == done


def test_new_entries_have_their_kind_at_once(old, tmp_path):
    records = records_over(old, tmp_path, "asks")
    records.calls.announce("new", "", "12351")
    records.conversations.open("new").receive(Said("新梗赔不赔"))
    assert [e.kind for e in entries(old, "new")] == ["lookup", "act", "lookup"]


@pytest.mark.parametrize("sid", AS_THEN)
def test_a_call_is_where_the_old_build_left_it(old, tmp_path, sid):
    records = records_over(old, tmp_path, sid)
    conversation = records.conversations.open(sid)
    assert prompt_of(conversation.turn) == CALLS[sid]["asked"][-1]
    assert said(conversation) == CALLS[sid]["says"]
    assert records.calls.get(sid).epoch == 0, "it did not have to start over"


@pytest.mark.parametrize("sid", OTHERWISE)
def test_a_call_that_is_asked_otherwise_today_starts_over_and_loses_nothing(old, tmp_path, sid):
    before = notices(old)
    conversation = records_over(old, tmp_path, sid).conversations.open(sid)
    assert said(conversation)[0][0] == "greeting"
    assert prompt_of(conversation.turn) == "menu.main"
    assert notices(old) == before


def notices(engine: Engine) -> list[tuple[str, ...]]:
    with sessions(engine)() as session:
        kept = session.scalars(select(Notice).order_by(Notice.id))
        return [(n.call_sid, n.reference, n.reporter, n.member_number, n.story) for n in kept]


def test_a_notice_begun_with_the_old_build_is_completed(old, tmp_path):
    records = records_over(old, tmp_path, "notice-broken-off")
    records.calls.ended("notice-again", "hung_up")
    records.calls.announce("later", CALLS["notice-broken-off"]["caller"], "12351")
    conversation = records.conversations.open("later")
    for word in ("/4", "/1", "从梯子上摔下来了", "/1", "瑞金医院"):
        conversation.receive(act(word, "later", conversation.turn))
    while "notice.done" not in [say.prompt for say in conversation.turn.says]:
        conversation.receive(Keyed("1"))
    with sessions(old)() as session:
        notice = session.scalars(select(Notice).where(Notice.last_call_sid == "later")).one()
    assert (notice.call_sid, notice.status) == ("notice-broken-off", "complete")
    assert (notice.reporter, notice.story) == ("我姓王，是同事", "从梯子上摔下来了")


@pytest.mark.parametrize("sid", [sid for sid in AS_THEN if sid not in GOES_ON])
def test_today_s_build_writes_the_same_log(old, tmp_path, sid):
    engine = connect(fresh_url("sqlite", tmp_path), Vault([OLD_KEY]))
    take(engine, write_csv(tmp_path / "m.csv", row()))
    records = records_over(engine, tmp_path, sid)
    play_again(records, sid)
    before, now = entries(old, sid), entries(engine, sid)
    assert [(e.asked, e.reply) for e in now] == [(e.asked, e.reply) for e in before]
    records.close()


@pytest.mark.parametrize("sid", IN_TABLES)
def test_the_console_tells_an_old_call(old, sid):
    with sessions(old)() as session:
        story = rebuild(LogReader(session).of_call(sid), catalogue.load(), [], keypad=False)
    assert story.rebuilt == (sid in AS_THEN), "else the caller's side only"
    did = [step.did for step in story.steps if step.did]
    assert len(did) == len(CALLS[sid]["words"])


def test_questions_are_read_from_old_logs(old):
    with sessions(old).begin() as session:
        assert forget_personal(session) > 0, "the old build took names and days for questions"
        kept = session.scalars(select(Question)).all()
        before = {(q.call_sid, q.seq): (q.topic, q.decision, q.level) for q in kept}
        session.execute(delete(Question))
    with sessions(old).begin() as session:
        assert fill_in(session) == len(before) > 8
        found = session.scalars(select(Question)).all()
        assert {(q.call_sid, q.seq): (q.topic, q.decision, q.level) for q in found} == before
        asked = list(LogReader(session).questions(["asks"]))
    assert asked[0].said.text == "那个什么病"
    assert asked[0].said.readings[1] == Reading("那个什么病呀", 0.125)
    assert len(asked[0].understanding.candidates) == 2


def test_a_journal_of_the_old_build_is_delivered(old, tmp_path):
    records = records_over(old, tmp_path, "away")
    shutil.copy(HERE / "journal" / "away.owed", tmp_path / "var" / "journal")
    assert records.store.deliver_all().calls == 1
    assert records.store.journal.set_aside == 0
    with sessions(old)() as session:
        notice = session.scalars(select(Notice).where(Notice.call_sid == "away")).one()
        log = entries(old, "away")
    assert (notice.status, notice.story, notice.hospital) == (
        "complete",
        "从梯子上摔下来了",
        "瑞金医院",
    )
    (promised,) = {e.reply["data"]["reference"] for e in log if e.asked == "save:notice"}
    assert notice.reference == promised


def test_today_s_build_writes_records_of_the_same_form(old, tmp_path):
    records = records_over(old, tmp_path, "away")
    Outage(old).on = True
    records.calls.announce("away", CALLS["away"]["caller"], "12351")
    conversation = records.conversations.open("away")
    for word in CALLS["away"]["words"]:
        conversation.receive(act(word, "away", conversation.turn))
    now = {r["kind"]: set(r) for r in records.store.journal.pending("away")}
    shutil.copy(HERE / "journal" / "away.owed", tmp_path / "var" / "journal")
    before = {r["kind"]: set(r) for r in records.store.journal.pending("away")}
    assert "save:notice" in now
    assert {kind: before[kind] for kind in now} == now


def test_a_call_goes_on_from_an_old_mirror_while_the_database_is_away(old, tmp_path):
    records = records_over(old, tmp_path, "no-recording")
    shutil.copy(HERE / "journal" / "no-recording.seen", tmp_path / "var" / "journal")
    Outage(old).on = True
    conversation = records.conversations.open("no-recording")
    assert prompt_of(conversation.turn) == CALLS["no-recording"]["asked"][-1]
    assert records.calls.get("no-recording").recording_refused


def test_a_log_of_a_newer_build_is_not_guessed_at(old, tmp_path):
    records = records_over(old, tmp_path, "asks")
    log = MemoryLog()
    with records.store.database.reading() as session:
        log.entries = in_order(read_log(session, "asks", 0))
    second = log.entries[1]
    log.entries[1] = replace(second, reply={**second.reply, "version": 2})
    with pytest.raises(ReplayError, match="version 2"):
        Conversation(hotline, "asks", log, records.effects)


def test_a_key_names_its_call_whatever_the_attempt():
    assert EffectKey.parse("CA1/7").call == EffectKey.parse("CA1/2/7").call == "CA1"
    assert str(EffectKey.parse("CA1/2/7")) == "CA1/2/7"
    assert EffectKey.parse("CA1/crowd").call == "CA1"
