"""The records side of a worker over a real database, one call announced."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from ivr.dialog.effect import Effect, EffectKey
from ivr.dialog.saves import KeepNotice, NoticeAnswers, NoticeRef
from ivr.services.services import Records
from tests.support.members import another, row, take, write_csv
from tests.support.world import CALLER, open_records


class Desk:
    """An records, and short words for what dialogues ask of it."""

    def __init__(self, records: Records, folder: Path) -> None:
        self.records = records
        self.folder = folder
        self._count = 0

    def call(self, sid: str, caller: str = CALLER) -> str:
        self.records.calls.announce(sid, caller, "12351")
        return sid

    def does(self, effect: Effect, sid: str = "CA1", key: str = "") -> Any:
        """What comes of an effect asked for in a call; each has a key of its own, unless given."""
        self._count += 1
        at = EffectKey.parse(key or f"{sid}/{self._count}")
        return self.records.effects.perform(effect, at)

    def keeps(
        self,
        notice: str = "",
        status: str = "incomplete",
        sid: str = "CA1",
        key: str = "",
        **told: str,
    ) -> NoticeRef:
        """Keep what was told of an accident."""
        return self.does(KeepNotice(notice, status, NoticeAnswers(**told)), sid, key)

    def all(self, table: type) -> list:
        """All rows of a table, in the order of their keys."""
        query = select(table).order_by(*table.__mapper__.primary_key)
        with self.records.store.database.reading() as session:
            return list(session.scalars(query))


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    file = write_csv(tmp_path / "m.csv", row(), *(another(n) for n in range(8)))
    take(engine, file)
    var = tmp_path / "var"
    var.mkdir()
    desk = Desk(open_records(engine, var), var)
    desk.call("CA1")
    yield desk
    desk.records.close()
