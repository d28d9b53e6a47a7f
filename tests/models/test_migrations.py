"""The schema goes up and down, with data in it, and is what the models say."""

import uuid

import pytest
from sqlalchemy import inspect, text

from models import migrate
from models.base import connect, utc_now
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
