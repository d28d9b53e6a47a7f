"""Lists of calls as files. They hold nothing that names a caller: that stays in the console."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, Select
from sqlalchemy.orm import Session, sessionmaker

from console.calls.search import topics_of
from console.shell.code_labels import CALL_STATES, DOORS, ENDS, OUTCOMES, TOPICS
from console.shell.layout import word
from console.shell.tables import CHUNK
from ivr.storage.call_ends import ends_of
from models.call import Call
from models.clock import local

COLUMNS = (
    _l("编号"),
    _l("开始"),
    _l("结束"),
    _l("时长（秒）"),
    _l("办成了什么"),
    _l("问的是"),
    _l("怎么结束的"),
    _l("状态"),
    _l("来路"),
    _l("语音引擎"),
)
"""Heads, in the page's language."""


def rows(sessions: sessionmaker[Session], wanted: Select) -> Iterator[tuple[Any, ...]]:
    """The heads and then the calls `wanted` has keys of, in its order, a chunk at a time."""
    yield tuple(map(str, COLUMNS))
    columns = wanted.with_only_columns(
        Call.sid,
        Call.started_at,
        Call.ended_at,
        Call.outcome,
        Call.state,
        Call.door,
        Call.engine,
    )
    with sessions() as session, sessions() as beside:
        found = session.execute(columns.execution_options(yield_per=CHUNK))
        for chunk in found.partitions(CHUNK):
            sids = [row.sid for row in chunk]
            ends, topics = ends_of(beside, sids), topics_of(beside, sids)
            for row in chunk:
                yield _line(row, ends.get(row.sid, ""), topics.get(row.sid, []))


def _line(row: Row, end: str, topics: list[str]) -> tuple[Any, ...]:
    seconds = (row.ended_at - row.started_at).total_seconds() if row.ended_at else None
    return (
        row.sid,
        f"{local(row.started_at):%Y-%m-%d %H:%M:%S}",
        f"{local(row.ended_at):%Y-%m-%d %H:%M:%S}" if row.ended_at else "",
        "" if seconds is None else round(seconds),
        str(word(end, ENDS)),
        _("、").join(str(word(topic, TOPICS)) for topic in topics),
        str(word(row.outcome, OUTCOMES)),
        str(word(row.state, CALL_STATES)),
        str(word(row.door, DOORS)),
        row.engine or _("按键"),
    )
