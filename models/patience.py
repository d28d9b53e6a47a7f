"""How long one answer of PostgreSQL is waited for: a server that hangs does not say so.

TCP alone notices a machine that is gone after minutes, and one whose server hangs never.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from sqlalchemy import Engine, event

_seconds: ContextVar[float | None] = ContextVar("answer_seconds", default=None)

KEPT_ALIVE = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""So that the system gives up a connection whose other machine is gone; seconds, but for the last."""


@contextmanager
def answers_within(seconds: float) -> Iterator[None]:
    """Wait no longer than so many seconds for each answer, on whatever connection of this thread."""
    before = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(before)


class ImpatientConnection(psycopg.Connection):
    """Gives up the connection where the server does not answer in time."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg's, within `answers_within`. Raises `psycopg.OperationalError`."""
        limit = _seconds.get() if timeout is None else timeout
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            if timeout is None and error.sqlstate is None:
                self.pgconn.finish()  # in the middle of an answer it is of no use to anybody
            raise


def make_impatient(engine: Engine) -> None:
    """Let `answers_within` hold for all connections of an engine for PostgreSQL."""

    def connect(_dialect: Any, _record: Any, args: Any, options: Any) -> psycopg.Connection:
        return ImpatientConnection.connect(*args, **options)

    event.listen(engine, "do_connect", connect)
