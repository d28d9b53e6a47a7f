"""`/health` and `/ready` tell the truth, whatever is broken."""

import threading

import pytest
from sqlalchemy import text

from ivr.capacity import draining
from ivr.web import health
from models import migrate
from models.base import connect
from tests.support.hotlines import RunningHotline


@pytest.fixture
def fresh(keypad_hotline):
    """Asks anew: what was looked up a moment ago is forgotten."""

    def ask(path: str, **parts: object):
        return keypad_hotline.with_parts(**parts).client.get(path)

    return ask


def test_a_hotline_without_speech_is_ready(keypad_hotline, fresh):
    answer = fresh("/ready")
    assert (answer.status_code, answer.get_json()) == (200, {"ready": True, "reasons": []})


def test_one_that_drains_is_not_and_says_so(fresh, monkeypatch):
    monkeypatch.setattr(draining, "_draining", threading.Event())
    assert not draining.draining()
    draining.drain()
    answer = fresh("/ready")
    assert answer.status_code == 503
    assert "going down" in answer.get_json()["reasons"][0]
    assert fresh("/health").get_json()["draining"] is True


def test_without_the_database_calls_are_taken_and_health_tells(fresh):
    away = connect("postgresql+psycopg://127.0.0.1:1/x")
    assert fresh("/ready", engine=away).status_code == 200
    report = fresh("/health", engine=away).get_json()
    assert report["status"] == "without records"
    assert "OperationalError" in report["database"]


def test_without_database_and_disk_nothing_could_be_kept(fresh, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    answer = fresh("/ready", engine=connect("postgresql+psycopg://127.0.0.1:1/x"))
    assert answer.status_code == 503
    assert "neither" in answer.get_json()["reasons"][0]


@pytest.mark.parametrize(
    ("revision", "status"), [("0001_first_tables", 503), (None, 503), ("9999_newer", 200)]
)
def test_a_database_older_than_the_program_is_not_served_a_newer_one_is(tmp_path, revision, status):
    """While a new version is rolled out, migrations run first and old workers go on."""
    hotline = RunningHotline(tmp_path, None)
    with hotline.services.engine.begin() as connection:
        connection.execute(text("delete from alembic_version"))
        if revision:
            known = next((r for r in migrate.revisions() if r in revision), revision)
            connection.execute(text("insert into alembic_version values (:r)"), {"r": known})
    answer = hotline.client.get("/ready")
    hotline.services.close()
    assert answer.status_code == status
    assert status == 200 or "hotline db upgrade" in answer.get_json()["reasons"][0]


def test_however_many_ask_the_database_is_looked_at_once_a_second(keypad_hotline, monkeypatch):
    monkeypatch.setattr(health, "FRESH_SECONDS", 3600.0)  # a busy machine takes its time
    hotline = keypad_hotline.with_parts()
    hotline.client.get("/ready")

    def again(*_: object) -> None:
        raise AssertionError("looked twice")

    monkeypatch.setattr(hotline.services.engine, "connect", again)
    assert [hotline.client.get("/ready").status_code for _ in range(20)] == [200] * 20
