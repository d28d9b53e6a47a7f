"""Column types whose values are sealed at rest; the engine's vault seals and opens them.

A column type is handed nothing but the engine's dialect, so `models.base.connect` puts the vault
there (`attach_vault`).
"""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Dialect, Engine, Text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from models.vault import Vault, VaultError

_ATTRIBUTE = "hotline_vault"


def attach_vault(engine: Engine, vault: Vault) -> None:
    """Let the engine's sealed columns use this vault."""
    setattr(engine.dialect, _ATTRIBUTE, vault)


def vault_of(session: Session) -> Vault:
    """The vault of the session's engine. Raises `VaultError` where it has no vault."""
    return _vault(session.get_bind().dialect)


def vault_of_engine(engine: Engine) -> Vault:
    """The vault attached to an engine. Raises `VaultError` where it has no vault."""
    return _vault(engine.dialect)


def _vault(dialect: Dialect) -> Vault:
    vault: Vault | None = getattr(dialect, _ATTRIBUTE, None)
    if vault is None:
        raise VaultError("this connection has no data key")
    return vault


class SealedText(TypeDecorator[str]):
    """Text, sealed; the empty text stays empty."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal."""
        return _vault(dialect).seal(value.encode()).decode() if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open."""
        return _vault(dialect).open(value.encode()).decode() if value else value


class SealedJson(TypeDecorator[Any]):
    """Anything JSON can hold, sealed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Seal."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return _vault(dialect).seal(plain.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Open."""
        return json.loads(_vault(dialect).open(value.encode())) if value else None


class SealedRecord(TypeDecorator[Any]):
    """A dataclass of texts, sealed as one."""

    impl = Text
    cache_ok = True

    def __init__(self, record: type) -> None:
        super().__init__()
        self.record = record

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Seal."""
        plain = json.dumps(asdict(value), ensure_ascii=False, separators=(",", ":"))
        return _vault(dialect).seal(plain.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Open."""
        if not value:
            return None
        return self.record(**json.loads(_vault(dialect).open(value.encode())))
