"""Bring a database to the newest schema."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, String
from sqlalchemy.types import TypeEngine

from models.base import Base

MIGRATIONS = Path(__file__).with_name("migrations")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply all migrations up to `revision`."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Undo migrations down to `revision`."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def differences(engine: Engine) -> list:
    """What the models have that the migrated database has not, or the other way round."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": other_type})
        return compare_metadata(context, Base.metadata)


def other_type(
    context: MigrationContext, _column: Any, _metadata: Any, found: TypeEngine, wanted: TypeEngine
) -> bool | None:
    """Whether a column must be altered; None where that is Alembic's to say.

    SQLite holds to no length: a text that may be longer than before is the same to it.
    """
    texts = isinstance(found, String) and isinstance(wanted, String)
    return False if texts and context.dialect.name == "sqlite" else None


def revisions() -> list[str]:
    """All revisions, the first one first."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [
        r.revision for r in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))
    ]
