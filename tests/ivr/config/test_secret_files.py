"""Secrets come from the environment or from files."""

import pytest
from pydantic import SecretStr

from ivr.config.settings import Settings, SettingsError, load

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


def test_secrets_show_in_no_picture_of_the_settings():
    shown = repr(settings(metrics_token="m" + GOOD, data_key="d" + GOOD))
    assert GOOD not in shown
