"""The declarative base, the engine, and the session factory."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import QueuePool

from models.patience import KEPT_ALIVE, make_impatient
from models.sealed import attach_vault
from models.vault import Vault

BUSY_SECONDS = 5
"""Seconds SQLite waits for another writer before it gives up."""
CONNECT_SECONDS = 3
"""Seconds PostgreSQL may take to answer; a caller is waiting."""
LEAVING_SECONDS = 5.0
"""Seconds that whoever lets go of a database waits for what other threads are writing."""

log = structlog.get_logger()

WRITING = {"hotline_writing": True}
"""Execution options of a transaction that writes; given before it begins.

SQLite refuses a reader that turns into a writer after somebody else wrote; one that writes from
the beginning waits its turn instead. PostgreSQL needs none of this.
"""


class Base(DeclarativeBase):
    """Base of all tables."""


def utc_now() -> datetime:
    """Now, in UTC, without a zone: what all time columns hold."""
    return datetime.now(UTC).replace(tzinfo=None)


def connect(url: str, vault: Vault | None = None) -> Engine:
    """An engine for `url`; a SQLite file's folder is made where it is missing.

    Without a vault everything works but sealed columns.
    """
    engine = _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else _server(url)
    if vault:
        attach_vault(engine, vault)
    return engine


def _server(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=CONNECT_SECONDS,
        # Debian without a locale makes databases without an encoding (SQL_ASCII): texts are ours.
        connect_args={"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8", **KEPT_ALIVE},
    )
    make_impatient(engine)
    return engine


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _durable_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _durable_sqlite(connection: Any, _record: Any) -> None:
    """Readers never block the writer, a committed answer survives a power cut, gone is gone."""
    connection.isolation_level = None  # or savepoints would end the transaction
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("hotline_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def let_go(engine: Engine) -> None:
    """Close the connections of `engine`, after a while's wait for those who still work with one."""
    until = time.monotonic() + LEAVING_SECONDS
    while isinstance(engine.pool, QueuePool) and engine.pool.checkedout():
        if time.monotonic() > until:
            log.warning("connections left in use", connections=engine.pool.checkedout())
            break
        time.sleep(0.01)
    engine.dispose()


def sessions(engine: Engine) -> sessionmaker[Session]:
    """A factory of sessions; objects stay readable after commit."""
    return sessionmaker(engine, expire_on_commit=False)
