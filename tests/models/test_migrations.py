"""The schema goes up and down, with data in it, and is what the models say."""

import json
import uuid

import pytest
from sqlalchemy import inspect, select, text

from kb.content.item import ContentItem
from kb.content.library import library_of
from kb.editions.edition_store import item_of
from models import migrate
from models.base import connect, sessions, utc_now
from models.knowledge import KnowledgeVersion
from models.vault import Vault
from tests.support.databases import KEY, server
from tests.support.members import members, row, take, write_csv

OURS = {"members", "coverages", "calls", "turn_log", "notices", "callbacks", "sms", "audit"}


def test_the_migrations_make_what_the_models_describe(engine):
    assert migrate.differences(engine) == []


def test_down_and_up_again_with_data(engine, tmp_path):
    file = write_csv(tmp_path / "m.csv", row())
    take(engine, file)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO audit VALUES ('k', 'a', 's', '', '', 'o', :at)"), {"at": utc_now()}
        )
    migrate.downgrade(engine)
    assert not OURS & set(inspect(engine).get_table_names())
    migrate.upgrade(engine)
    assert set(inspect(engine).get_table_names()) >= OURS
    take(engine, file)
    assert list(members(engine)) == ["7921742180"]


def test_upgrading_twice_keeps_the_data(engine, tmp_path):
    take(engine, write_csv(tmp_path / "m.csv", row()))
    migrate.upgrade(engine)
    assert list(members(engine)) == ["7921742180"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_revision_goes_down_and_up_on_its_own(kind, tmp_path):
    url = f"sqlite:///{tmp_path}/steps.db"
    if kind == "postgresql":
        server().run("DROP DATABASE IF EXISTS steps")
        server().run("CREATE DATABASE steps")
        url = server().url("steps")
    stepping = connect(url, Vault([KEY]))
    revisions = migrate.revisions()
    for revision in revisions:
        migrate.upgrade(stepping, revision)
    for revision in reversed(revisions):
        migrate.downgrade(stepping, _below(revisions, revision))
        migrate.upgrade(stepping, revision)
        migrate.downgrade(stepping, _below(revisions, revision))
    stepping.dispose()


def _below(revisions: list[str], revision: str) -> str:
    place = revisions.index(revision)
    return revisions[place - 1] if place else "base"


def test_a_database_without_an_encoding_holds_chinese():
    name = f"t{uuid.uuid4().hex}"
    server().run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    engine = connect(server().url(name), Vault([KEY]))
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO audit VALUES ('k', '核对', 's', '', '', 'o', :at)"), {"at": utc_now()}
        )
        assert connection.execute(text("SELECT action FROM audit")).scalar() == "核对"
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_published_deadlines_get_the_limit_that_was_counted_so_far(kind, tmp_path):
    """A hotline's own words, from before there was the field, go on being said and counted."""
    url = f"sqlite:///{tmp_path}/limits.db"
    if kind == "postgresql":
        server().run("DROP DATABASE IF EXISTS limits")
        server().run("CREATE DATABASE limits")
        url = server().url("limits")
    engine = connect(url, Vault([KEY]))
    migrate.upgrade(engine, "0006")
    told = {"topic": "claim.critical_illness", "aspect": "deadline", "name": "大病期限"}
    words = {"pieces": ["要在九十天里申请。"], "sms": "应在90天内申请。"}
    body = {**told, **words, "source": {"document": "d", "section": "s"}, "verified": False}
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO knowledge_items VALUES (:id, 'entries', 'claims.yaml', 1)"),
            {"id": "claim.critical_illness.deadline"},
        )
        connection.execute(
            text(
                "INSERT INTO knowledge_versions (item_id, number, state, body, retires, revision, note,"
                " made_by, made_at, changed_by, changed_at, submitted_by, published_by) VALUES"
                " ('claim.critical_illness.deadline', 1, 'published', :body, false, 0, '', 'chen', :at,"
                " '', :at, '', '')"
            ),
            {"body": json.dumps(body), "at": utc_now()},
        )
    migrate.upgrade(engine)
    with sessions(engine)() as session:
        kept = session.scalars(select(KnowledgeVersion)).one()
        assert kept.body == {"limit": "90天", **body}
        basis = ContentItem("w", "words", "w.yaml", 1, "published", {"basis": "据此，"})
        library = library_of([item_of(kept), basis])
    assert library.limits["claim.critical_illness"].written == "90天"
    migrate.downgrade(engine, "0006")
    with engine.begin() as connection:
        raw = connection.execute(text("SELECT body FROM knowledge_versions")).scalar_one()
    assert (json.loads(raw) if isinstance(raw, str) else raw) == body
    engine.dispose()
