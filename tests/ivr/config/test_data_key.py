"""Where the data key comes from, and that there is no start without one where calls are real."""

import stat

import pytest

from ivr.config.data_key import local_key, open_database, vault_for
from ivr.config.settings import Settings, SettingsError
from models import migrate
from models.base import connect
from models.vault import new_key


def settings(tmp_path, **changes) -> Settings:
    return Settings(**{"var": tmp_path, "twilio_auth_token": "t", **changes})


def test_a_trial_makes_its_own_key_for_this_user_alone(tmp_path):
    vault_for(settings(tmp_path))
    assert stat.S_IMODE((tmp_path / "data.key").stat().st_mode) == 0o600
    assert local_key(tmp_path) == local_key(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["data.key"]


@pytest.mark.parametrize("public", [{"public_url": "https://hotline.example"}, {"host": "0.0.0.0"}])
def test_no_start_without_a_key_where_calls_are_real(tmp_path, public):
    with pytest.raises(SettingsError, match="HOTLINE_DATA_KEY is missing"):
        vault_for(settings(tmp_path, **public))
    vault_for(settings(tmp_path, **public, data_key=new_key()))
    assert not (tmp_path / "data.key").exists()


def test_keys_from_a_file_the_newest_first(tmp_path):
    old, new = new_key(), new_key()
    (tmp_path / "keys").write_text(f"{new}\n{old}\n")
    sealed = vault_for(settings(tmp_path, data_key=old)).seal(b"x")
    assert vault_for(settings(tmp_path, data_key_file=tmp_path / "keys")).open(sealed) == b"x"


@pytest.mark.parametrize("content", [None, "", "no key"])
def test_a_bad_key_file_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "keys").write_text(content)
    with pytest.raises(SettingsError, match="data key|DATA_KEY"):
        vault_for(settings(tmp_path, data_key_file=tmp_path / "keys"))


def test_a_database_sealed_with_another_key_is_not_opened(tmp_path):
    first = settings(tmp_path, data_key=new_key())
    migrate.upgrade(connect(first.database))
    open_database(first).dispose()
    with pytest.raises(SettingsError, match="sealed with another data key"):
        open_database(settings(tmp_path, data_key=new_key()))
    open_database(first).dispose()


def test_a_database_that_is_away_does_not_hinder_the_start(tmp_path):
    away = settings(tmp_path, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    open_database(away).dispose()
