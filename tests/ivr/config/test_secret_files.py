"""Secrets come from the environment or from files; what anybody could guess does not start."""

import pytest
from pydantic import SecretStr

from ivr.config import secret_files
from ivr.config.settings import Settings, SettingsError, load
from ivr.services import build

GOOD = "9f8b1c2d3e4f5a6b7c8d9e0f1a2b3c4d"
PUBLIC = "https://hotline.example"


def settings(**changes: object) -> Settings:
    return load(**{"twilio_auth_token": GOOD, "public_url": PUBLIC, **changes})


@pytest.mark.parametrize(
    ("name", "content", "value"),
    [
        ("twilio_auth_token", f"{GOOD}\n", GOOD),
        ("metrics_token", f" {GOOD} ", GOOD),
        ("database_url", "postgresql+psycopg://hotline:x9@db/hotline\n", "postgresql+psycopg://hotline:x9@db/hotline"),
    ],
)  # fmt: skip
def test_a_secret_may_lie_in_a_file(tmp_path, monkeypatch, name, content, value):
    file = tmp_path / "secret"
    file.write_text(content)
    monkeypatch.setenv("HOTLINE_TWILIO_AUTH_TOKEN", "" if name == "twilio_auth_token" else GOOD)
    monkeypatch.setenv(f"HOTLINE_{name.upper()}_FILE", str(file))
    given = getattr(load(), name)
    assert (given.get_secret_value() if isinstance(given, SecretStr) else given) == value


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot be read"), ("", "is empty"), (" \n", "is empty"), (b"\xff\xfe", "cannot be read")],
)  # fmt: skip
def test_a_file_without_a_secret_stops_the_start_and_is_named(tmp_path, content, says):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError, match=says) as stopped:
        load(twilio_auth_token_file=file)
    assert "HOTLINE_TWILIO_AUTH_TOKEN_FILE" in str(stopped.value)
    assert str(file) in str(stopped.value)


def test_a_secret_given_twice_is_refused(tmp_path):
    (tmp_path / "secret").write_text(GOOD)
    with pytest.raises(SettingsError, match="both set"):
        settings(twilio_auth_token_file=tmp_path / "secret")


@pytest.mark.parametrize(
    "changes",
    [
        {"twilio_auth_token": "changeme-changeme-changeme"},
        {"twilio_auth_token": "your_auth_token_here_1234"},
        {"twilio_auth_token": "x" * 32},
        {"twilio_auth_token": "12345"},
        {"metrics_token": "secret-secret-secret"},
        {"metrics_token": "abc"},
        {"database_url": "postgresql+psycopg://hotline:hotline@db.internal/hotline"},
        {"database_url": "postgresql+psycopg://postgres:postgres@10.0.0.3/hotline"},
        {"database_url": "postgresql+psycopg://u:CHANGE_ME@db/hotline"},
    ],
    ids=str,
)
def test_what_can_be_guessed_does_not_start_and_is_named_but_not_shown(changes):
    chosen = settings(**changes)
    with pytest.raises(SettingsError) as stopped:
        build.build_services(chosen)
    ((name, value),) = changes.items()
    assert f"HOTLINE_{name.upper()}" in str(stopped.value)
    assert value not in str(stopped.value)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"metrics_token": GOOD},
        {"database_url": "postgresql+psycopg://hotline:kR7-pq_92@db.internal/hotline"},
        {"database_url": "postgresql+psycopg:///hotline"},
        {"public_url": "", "twilio_auth_token": "none"},
    ],
    ids=str,
)
def test_real_secrets_and_trials_on_this_machine_are_fine(changes):
    assert secret_files.weak(settings(**changes)) == []


def test_secrets_show_in_no_picture_of_the_settings():
    shown = repr(settings(metrics_token="m" + GOOD, data_key="d" + GOOD))
    assert GOOD not in shown
