"""Editions are taken up while calls go on: in every process, and never a bad one."""

import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ivr.dialog.effect import EffectKey, Missing
from ivr.dialog.lookups import FindAnswer, Understand
from ivr.effects.answers import Answers
from kb.content.item import ContentItem
from kb.content.library import library_of
from kb.content.whole_files import write_whole
from kb.contract import Meaning, Reading
from kb.editions import edition_store as editions
from kb.editions.live import LiveKnowledge, TurnSnapshot
from kb.editions.publishing import publish_items
from kb.editions.seed_sync import FROM_FILES, sync_seed_files
from models import migrate
from models.base import connect, sessions
from models.database import Database
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.small_knowledge import item, small

TODAY = date(2026, 11, 24)
SHIPPED = library_of(small("这是随程序来的答案。"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_url("sqlite", tmp_path)


@pytest.fixture
def engine(url: str):
    connected = connect(url, Vault([KEY]))
    yield connected
    connected.dispose()


def publish(engine: Engine, items: list[ContentItem]) -> None:
    publish_items(Database(sessions(engine)), items, "wang")


def live_knowledge(
    engine: Engine, folder: Path, taken_up=lambda before, now: None
) -> LiveKnowledge:
    return LiveKnowledge(
        sessions(engine), folder / "knowledge.json", lambda: SHIPPED, False, taken_up
    )


def bank(held: LiveKnowledge) -> str:
    answer = held.current.answer(Meaning("card.bank"), TODAY)
    return "".join(answer.pieces) if answer else ""


def test_a_new_edition_is_taken_up_and_its_taker_told(engine, tmp_path):
    publish(engine, small("旧答案。"))
    told = []
    held = live_knowledge(engine, tmp_path, lambda *libraries: told.append(libraries))
    assert (bank(held), held.step(), told) == ("旧答案。", False, [])
    publish(engine, small("新答案。"))
    assert bank(held) == "旧答案。"
    assert held.step()
    assert (bank(held), held.current.edition, len(told)) == ("新答案。", 2, 1)


def test_an_earlier_edition_is_taken_up_again(engine, tmp_path):
    publish(engine, small("旧答案。"))
    publish(engine, small("新答案。"))
    held = live_knowledge(engine, tmp_path)
    with Database(sessions(engine)).session() as session:
        editions.restore(session, 1, "wang")
    held.step()
    assert (bank(held), held.current.edition) == ("旧答案。", 3)


def test_an_edition_with_a_fault_is_refused_and_the_last_good_one_answers(engine, tmp_path):
    publish(engine, small("好答案。"))
    held = live_knowledge(engine, tmp_path)
    stray = item("flu2", "illnesses", {"name": "流感", "listed": "B"}, 3)
    with Database(sessions(engine)).session() as session:  # as an older program could make it
        editions.replace_all(session, [*small("坏答案。"), stray], "wang", digest="")
    assert not held.step()
    assert "edition 2 cannot be used" in held.fault
    assert bank(held) == "好答案。"
    publish(engine, small("又好了。"))
    assert held.step()
    assert (bank(held), held.fault) == ("又好了。", "")


def test_while_the_database_is_away_the_last_good_edition_answers_even_after_a_restart(
    engine, tmp_path, monkeypatch
):
    publish(engine, small("人改过的答案。"))
    held = live_knowledge(engine, tmp_path)
    away = connect("postgresql+psycopg://nobody@127.0.0.1:9/none", Vault([KEY]))
    monkeypatch.setattr(held, "_sessions", sessions(away))
    assert not held.step()
    assert bank(held) == "人改过的答案。"
    restarted = live_knowledge(away, tmp_path)
    assert (bank(restarted), restarted.current.edition) == ("人改过的答案。", 1)
    monkeypatch.setattr(restarted, "_sessions", sessions(engine))
    publish(engine, small("数据库回来以后。"))
    assert restarted.step()
    assert bank(restarted) == "数据库回来以后。"


@pytest.mark.parametrize("kept", [None, "{", '{"edition": 3, "items": [{"id": "x"}]}'])
def test_without_database_and_copy_the_shipped_content_answers(tmp_path, kept):
    if kept:
        (tmp_path / "knowledge.json").write_text(kept, encoding="utf-8")
    away = connect("postgresql+psycopg://nobody@127.0.0.1:9/none", Vault([KEY]))
    assert bank(live_knowledge(away, tmp_path)) == "这是随程序来的答案。"


def test_an_unpublished_entry_is_never_spoken(engine, tmp_path):
    draft = [i for i in small() if i.id != "ami"]
    draft.append(
        item("ami", "illnesses", {"name": "心肌梗死", "listed": "A"}, 1, status="draft"),
    )
    publish(engine, draft)
    held = live_knowledge(engine, tmp_path)
    assert held.current.answer(Meaning("illness.coverage", "ami"), TODAY) is None
    assert held.current.library.listed_illnesses() == []


def test_a_turn_keeps_the_edition_it_began_with(engine, tmp_path):
    publish(engine, small("旧答案。"))
    held = live_knowledge(engine, tmp_path)
    answers = Answers(lambda: held.current, lambda: TODAY, can_send=False)
    asked = FindAnswer(Meaning("card.bank"))
    answers.understand(Understand((Reading("取钱收费吗"),)), EffectKey("CA1", "3"))
    publish(engine, [i for i in small() if i.id not in ("card.bank", "test:small:card.bank")])
    held.step()
    same_turn = answers.answer(asked, EffectKey("CA1", "4"))
    assert not isinstance(same_turn, Missing)
    assert same_turn.pieces == ("旧答案。",)
    assert answers.answer(asked, EffectKey("CA1", "6")) == Missing()
    assert answers.answer(asked, EffectKey("CA2", "5")) == Missing()


def test_turns_of_calls_long_gone_are_forgotten():
    turns = TurnSnapshot(object)
    first = turns.knowledge("CA0", 1)
    for call in range(1, 1500):
        turns.knowledge(f"CA{call}", 1)
    assert turns.knowledge("CA0", 2) is not first


CONTENT = """
defaults:
  source: {document: 手册, section: 第一页}
  verified: false
  status: published
basis: 根据现有资料，
coverage:
  - {id: coverage.none, listed: '', name: '{illness}赔不赔', pieces: [没有。], sms: 没有}
illnesses:
  - {id: flu, name: NAME, listed: ''}
entries:
  - {id: bye, topic: nav.bye, name: 再见, examples: [再见], patterns: ['{illness}不问了']}
"""


def test_files_are_followed_until_staff_publish(engine, tmp_path):
    content, tests = tmp_path / "content", tmp_path / "tests"
    content.mkdir()
    database = Database(sessions(engine))

    def names(name: str) -> list[str]:
        (content / "a.yaml").write_text(CONTENT.replace("NAME", name), encoding="utf-8")
        sync_seed_files(database, content, tests)
        with database.reading() as session:
            newest = editions.newest(session)
            held = editions.versions_of(session, newest.number)
            return [newest.by, *(v.body["name"] for v in held if v.item_id == "flu")]

    assert names("流感") == [FROM_FILES, "流感"]
    assert names("流行性感冒") == [FROM_FILES, "流行性感冒"]
    publish(engine, small())
    assert names("别的") == ["wang", "流感"]


WORKER = """
import sys
from datetime import date
from pathlib import Path
from kb.contract import Meaning, Reading
from kb.editions.live import LiveKnowledge
from models.base import connect, sessions
from tests.kb.editions.test_live import SHIPPED

live = LiveKnowledge(sessions(connect(sys.argv[1])), Path(sys.argv[2]), lambda: SHIPPED, False, lambda b, n: None)
for line in sys.stdin:
    live.step()
    told = live.current.answer(Meaning("card.bank"), date(2026, 11, 24))
    print("".join(told.pieces), live.current.edition, flush=True)
"""


def test_every_process_takes_up_what_is_published(engine, url, tmp_path):
    publish(engine, small("旧答案。"))
    ours = live_knowledge(engine, tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", WORKER, url, str(tmp_path / "other.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )

    def says() -> str:
        other.stdin.write("?\n")
        other.stdin.flush()
        return other.stdout.readline().strip()

    try:
        assert says() == "旧答案。 1"
        publish(engine, small("新答案。"))
        assert ours.step()
        assert bank(ours) == "新答案。"
        wait = threading.Event()
        assert any(says() == "新答案。 2" or wait.wait(0.25) for _ in range(240))
    finally:
        other.kill()
        other.communicate()


def test_a_process_older_than_the_tables_gets_the_first_edition_once_they_are_there(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/empty.db", Vault([KEY]))
    held = live_knowledge(engine, tmp_path)
    assert (held.current.edition, held.step()) == (0, False)
    migrate.upgrade(engine)
    held.step()  # writes the first edition
    assert held.step()
    assert held.current.edition == 1
    engine.dispose()


def test_two_containers_whose_processes_have_the_same_number_keep_the_copy_whole(
    tmp_path, monkeypatch
):
    """Both write `knowledge.json` on one volume at once, as process 7."""
    monkeypatch.setattr("os.getpid", lambda: 7)
    copy = tmp_path / "knowledge.json"
    texts = ["{}" + "a" * 200_000, "{}" + "b" * 300_000]
    faults: list[Exception] = []

    def keep(text: str) -> None:
        try:
            for _ in range(50):
                write_whole(copy, lambda file: file.write(text.encode()))
        except OSError as error:
            faults.append(error)

    threads = [threading.Thread(target=keep, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert copy.read_text() in texts
    assert [left.name for left in tmp_path.iterdir()] == ["knowledge.json"]
