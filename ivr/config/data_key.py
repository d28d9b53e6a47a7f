"""Where the data key comes from: the settings, a file, or on a trial machine one made here."""

import contextlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ivr.config.settings import Settings, SettingsError
from models.base import connect
from models.seal_check import check_key
from models.vault import Vault, VaultError, new_key

FILE = "data.key"
"""The key made for trials, in VAR."""


def vault_for(settings: Settings) -> Vault:
    """Open the vault. Raises `SettingsError` for a missing or malformed key."""
    try:
        return Vault(_keys(settings))
    except VaultError as error:
        raise SettingsError(f"HOTLINE_DATA_KEY: {error}") from error


def open_database(settings: Settings) -> Engine:
    """The database with its sealed columns readable. Raises `SettingsError`.

    A database that is away, or has no tables yet, is opened all the same.
    """
    engine = connect(settings.database, vault_for(settings))
    try:
        with contextlib.suppress(SQLAlchemyError):
            check_key(engine)
    except VaultError as error:
        engine.dispose()
        raise SettingsError(str(error)) from error
    return engine


def _keys(settings: Settings) -> list[str]:
    given = settings.data_key.get_secret_value()
    if given:
        return [key.strip() for key in given.split(",") if key.strip()]
    if settings.data_key_file:
        return _read(settings.data_key_file)
    if not settings.local:
        raise SettingsError(
            "HOTLINE_DATA_KEY is missing: personal data would not be sealed. Make one with "
            "`hotline db new-key`, keep a copy in a safe place, and set it."
        )
    return [local_key(settings.var)]


def local_key(var: Path) -> str:
    """The key in `var`, made on first use, readable by this user alone."""
    path = var / FILE
    var.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=var, prefix=f".{FILE}.")
    draft = Path(name)
    with os.fdopen(handle, "w") as file:
        file.write(new_key() + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)  # fails where there is one: two processes never make two keys
    draft.unlink()
    return _read(path)[0]


def _read(path: Path) -> list[str]:
    try:
        keys = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the data key in {path} cannot be read: {error}") from error
    if not keys:
        raise SettingsError(f"there is no data key in {path}")
    return keys
