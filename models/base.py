"""The declarative base, the engine, and the session factory."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

BUSY_SECONDS = 5
"""How long SQLite waits for another writer before it gives up."""


class Base(DeclarativeBase):
    """Base of all tables."""


def utc_now() -> datetime:
    """Now, in UTC, without a zone: what all time columns hold."""
    return datetime.now(UTC).replace(tzinfo=None)


def connect(url: str) -> Engine:
    """An engine for `url`; a SQLite file's folder is made where it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _durable_sqlite)
    return engine


def _durable_sqlite(connection, _record) -> None:
    """Readers never block the writer, and a committed answer survives a power cut."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def sessions(engine: Engine) -> sessionmaker[Session]:
    """A factory of sessions; objects stay readable after commit."""
    return sessionmaker(engine, expire_on_commit=False)
