"""The database as calls use it: there, or away. While away it fails at once, without a time-out."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import text
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.orm import Session, sessionmaker

from models.base import WRITING
from models.errors import ModelsError
from models.patience import answers_within

ANSWER_SECONDS = 3.0
"""How long a caller waits for one answer of PostgreSQL."""
RETRY_SECONDS = 2.0
"""Between two looks whether the database is back."""
_AWAY = ("08", "28", "3D", "53", "57P", "58", "XX", "25006")
"""How PostgreSQL's codes for what ails the server itself begin; 25006 is a replica, read only."""

log = structlog.get_logger()


class DatabaseAwayError(ModelsError):
    """The database is away, or failed; nothing was changed."""


class Database:
    """Sessions that fail in one way only, and fail fast while the database is away."""

    def __init__(
        self, sessions: sessionmaker[Session], answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self._sessions = sessions
        self._answer_seconds = answer_seconds
        self._noting = threading.Lock()
        self._away = False
        self._closed = threading.Event()
        self._watcher: threading.Thread | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that writes. Raises `DatabaseAwayError`, or `IntegrityError`."""
        with self._guarded() as session, session.begin():
            session.connection(execution_options=WRITING)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads. Raises `DatabaseAwayError`."""
        with self._guarded() as session:
            yield session

    def look(self) -> bool:
        """One look whether the database can be written to; callers wait for none."""
        try:
            with answers_within(self._answer_seconds), self._sessions.begin() as session:
                session.connection(execution_options=WRITING)
                session.execute(text("select 1"))
        except SQLAlchemyError:
            return False
        self._away = False
        return True

    def close(self) -> None:
        """Look no more."""
        self._closed.set()
        if watcher := self._watcher:
            watcher.join(RETRY_SECONDS)

    @contextmanager
    def _guarded(self) -> Iterator[Session]:
        if self._away:
            raise DatabaseAwayError("the database was away a moment ago")
        try:
            with answers_within(self._answer_seconds), self._sessions() as session:
                yield session
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            self._note(error)
            raise DatabaseAwayError("the database did not do it") from error

    def _note(self, error: SQLAlchemyError) -> None:
        """Log a failure. A failing server is marked away for all callers; a faulty statement is not."""
        away = _tells_of_the_server(error)
        told = "database away" if away else "database refused"
        cause = str(getattr(error, "orig", ""))[:200]
        log.error(told, fault=type(error).__name__, cause=cause)
        with self._noting:
            self._away = self._away or away
            if away and self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, name="database", daemon=True)
                self._watcher.start()

    def _watch(self) -> None:
        while self._away and not self._closed.is_set():
            if self.look():
                log.info("database back")
            else:
                self._closed.wait(RETRY_SECONDS)
            with self._noting:  # whoever notes another failure finds us here, or starts another
                if not self._away:
                    self._watcher = None
                    return


def _tells_of_the_server(error: SQLAlchemyError) -> bool:
    """Whether the connection or the server failed, and not just what was asked of it."""
    if isinstance(error, TimeoutError):  # no connection was free
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return str(code).startswith(_AWAY)
    if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_ERROR:
        return False  # no such table, say
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
