"""A secret that anybody could guess does not start."""

import pytest

from ivr.config import weak_secrets
from ivr.config.settings import SettingsError
from ivr.services import build
from tests.ivr.config.test_secret_files import GOOD, settings


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
    assert weak_secrets.weak(settings(**changes)) == []
