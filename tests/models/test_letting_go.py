"""Letting go of a database: what another thread is still writing is written."""

import threading
import time

from sqlalchemy import event, text
from structlog.testing import capture_logs

from models import base
from models.base import let_go


def test_who_is_still_writing_is_waited_for(engine, monkeypatch):
    monkeypatch.setattr(base, "LEAVING_SECONDS", 60.0)
    writes, written = threading.Event(), []
    event.listen(engine, "commit", written.append)

    def write() -> None:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE kept (at integer)"))
            writes.set()
            time.sleep(0.3)

    writer = threading.Thread(target=write)
    writer.start()
    assert writes.wait(60)
    let_go(engine)
    assert len(written) == 1
    writer.join()


def test_who_never_ends_is_not_waited_for_and_told_of(engine, monkeypatch):
    monkeypatch.setattr(base, "LEAVING_SECONDS", 0.05)
    with engine.connect() as connection, capture_logs() as logs:
        let_go(engine)
        connection.invalidate()  # closed here: given back, it would be left to the garbage collector
    assert [log["event"] for log in logs] == ["connections left in use"]
