"""The database as calls use it: there, or away. While away it fails at once, without a time-out."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from models.base import WRITING
from models.errors import ModelsError

RETRY_SECONDS = 2.0
"""Seconds the database counts as away after a failure, so that not every caller waits for it."""

log = structlog.get_logger()


class DatabaseAwayError(ModelsError):
    """The database is away, or failed; nothing was changed."""


class Database:
    """Sessions that fail in one way only, and fail fast while the database is away."""

    def __init__(
        self, sessions: sessionmaker[Session], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._retry_at = 0.0

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that writes. Raises `DatabaseAwayError`, or `IntegrityError`."""
        with self._guarded() as session:
            session.connection(execution_options=WRITING)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads. Raises `DatabaseAwayError`."""
        with self._guarded() as session:
            yield session

    @contextmanager
    def _guarded(self) -> Iterator[Session]:
        if self._clock() < self._retry_at:
            raise DatabaseAwayError("the database was away a moment ago")
        try:
            with self._sessions.begin() as session:
                yield session
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            self._retry_at = self._clock() + RETRY_SECONDS
            cause = str(getattr(error, "orig", ""))[:200]
            log.error("database away", fault=type(error).__name__, cause=cause)
            raise DatabaseAwayError("the database is away") from error
