"""Says whether the data key of the settings opens a backup; restore.sh asks before it changes anything.

Reads what `pg_restore` writes of the table `seal_check`. Exits 1 when the key does not fit.
"""

import sys
import tempfile
from pathlib import Path

from sqlalchemy import text

from ivr.cli.common import local_settings
from ivr.config.data_key import vault_for
from ivr.config.settings import SettingsError
from models.base import connect
from models.seal_check import SealCheck, check_key
from models.vault import Vault, VaultError


def rows(dump: list[str]) -> list[dict[str, str | int]]:
    """The rows between COPY and the line of a dot."""
    cells = [line.rstrip("\n").split("\t") for line in dump if "\t" in line]
    return [{"id": int(number), "word": word} for number, word in cells]


def check(dump: list[str], vault: Vault) -> None:
    """Raise `VaultError` unless the vault is the one the dump was sealed with."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder, 'check.db')}", vault)
        SealCheck.__table__.create(engine)  # type: ignore[attr-defined]
        with engine.begin() as connection:
            for row in rows(dump):  # as they are: sealed already
                connection.execute(text("INSERT INTO seal_check VALUES (:id, :word)"), row)
        check_key(engine)
        engine.dispose()


if __name__ == "__main__":
    try:
        check(sys.stdin.readlines(), vault_for(local_settings()))
    except (VaultError, SettingsError) as error:
        sys.exit(f"{error}. Nothing was changed.")
