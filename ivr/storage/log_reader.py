"""The logs of calls as people and reports read them: what callers did, and what it was taken for.

Replies are sealed; the database finds entries by their place, by what was asked, and by their kind.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, String, func, not_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ivr.dialog.acts import CallerAct, Said
from ivr.dialog.effect import Effect, Missing, R, Unavailable
from ivr.dialog.log_format import (
    act_from_json,
    is_act,
    result_from_json,
    understanding_from_json,
)
from ivr.dialog.lookups import Understand
from ivr.storage import log_kinds
from ivr.storage.personal_answers import personal
from kb.contract import Understanding
from models.call import LogEntry

CHUNK = 1_000
"""Entries fetched in one go."""


@dataclass(frozen=True)
class Logged:
    """One entry of a call's log."""

    row: LogEntry

    @property
    def act(self) -> CallerAct | None:
        """What the caller did; None for what an effect gave."""
        return act_from_json(self.row.reply) if is_act(self.row.reply) else None

    def gave(self, effect: type[Effect[R]]) -> R | Missing | Unavailable:
        """What an effect gave. Raises `ValueError` where it cannot have been given."""
        return result_from_json(self.row.reply, effect)

    @property
    def understanding(self) -> Understanding | None:
        """What the caller's words were taken for; None for entries of another kind."""
        is_one = self.row.asked == Understand.log_name()
        return understanding_from_json(self.row.reply) if is_one else None


@dataclass(frozen=True)
class LoggedQuestion:
    """What a caller said, and what it was taken for."""

    entry: LogEntry
    """The entry that holds the words."""
    said: Said
    understanding: Understanding | None
    """None where the knowledge could not be asked."""


class LogReader:
    """Reads the logs of all calls."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_call(self, call: str) -> list[Logged]:
        """All entries of a call in order, one attempt after the other where it started over."""
        wanted = select(LogEntry).where(LogEntry.call_sid == call)
        ordered = wanted.order_by(LogEntry.epoch, LogEntry.seq)
        return [Logged(row) for row in self._session.scalars(ordered)]

    def ids(self, last: int, moment: datetime) -> list[int]:
        """Ids behind `last` of entries not before `moment`, in order, without saves."""
        wanted = select(LogEntry.id).where(
            LogEntry.id > last, LogEntry.at >= moment, log_kinds.is_no_save()
        )
        return list(self._session.scalars(wanted.order_by(LogEntry.id)))

    def entries(self, ids: Sequence[int]) -> Iterator[Logged]:
        """The entries of these ids, in order."""
        for start in range(0, len(ids), CHUNK):
            wanted = select(LogEntry).where(LogEntry.id.in_(ids[start : start + CHUNK]))
            yield from map(Logged, self._session.scalars(wanted.order_by(LogEntry.id)))

    def acts_between(self, first: datetime, last: datetime) -> Iterator[CallerAct]:
        """What callers did from `first` to before `last`."""
        wanted = select(LogEntry.reply).where(
            LogEntry.at >= first, LogEntry.at < last, log_kinds.is_act()
        )
        for reply in self._session.scalars(wanted.execution_options(yield_per=CHUNK)):
            yield act_from_json(reply)

    def acts(self, calls: Collection[str]) -> Iterator[tuple[str, CallerAct]]:
        """(call, what its caller did), all that was done in these calls."""
        wanted = select(LogEntry.call_sid, LogEntry.reply).where(_acts_of(calls))
        for call, reply in self._session.execute(wanted):
            yield call, act_from_json(reply)

    def count_asked(self, calls: Collection[str], asked: str) -> dict[str, int]:
        """Call -> how often this was asked there."""
        wanted = select(LogEntry.call_sid, func.count()).where(
            LogEntry.call_sid.in_(calls), LogEntry.asked == asked
        )
        rows = self._session.execute(wanted.group_by(LogEntry.call_sid))
        return {row[0]: row[1] for row in rows}

    def words(self, ids: Collection[int]) -> dict[int, str]:
        """Id of an entry -> what was asked there; answers to something personal are left out."""
        public = select(LogEntry).where(LogEntry.id.in_(ids), not_(personal(LogEntry.asked)))
        rows = self._session.scalars(public)
        acts = ((row.id, Logged(row).act) for row in rows)
        return {number: act.text for number, act in acts if isinstance(act, Said)}

    def questions(self, calls: Collection[str]) -> Iterator[LoggedQuestion]:
        """What was asked in these calls."""
        return self._pairs(_questions(LogEntry.call_sid.in_(calls)))

    def newest_questions(self, count: int) -> Iterator[LoggedQuestion]:
        """What was asked last in all calls, the newest first."""
        return self._pairs(_questions().order_by(LogEntry.id.desc()).limit(count))

    def question(self, call: str, epoch: int, seq: int) -> LoggedQuestion | None:
        """What was said at a place of a log; None where nothing was."""
        here = (LogEntry.call_sid == call, LogEntry.epoch == epoch)
        row = self._session.scalar(select(LogEntry).where(*here, LogEntry.seq == seq))
        said = Logged(row).act if row else None
        if row is None or not isinstance(said, Said):
            return None
        after = self._session.scalar(select(LogEntry).where(*here, LogEntry.seq == seq + 1))
        return LoggedQuestion(row, said, Logged(after).understanding if after else None)

    def _pairs(self, wanted: Select[LogEntry, LogEntry]) -> Iterator[LoggedQuestion]:
        for said, meant in self._session.execute(wanted):
            act = Logged(said).act
            if isinstance(act, Said):
                yield LoggedQuestion(said, act, Logged(meant).understanding)


def call_of_key(key: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The id of the call in a column of `EffectKey`s: what stands before the first "/"."""
    return _CallOfKey(key)


class _CallOfKey(FunctionElement[str]):
    type = String()
    inherit_cache = True


@compiles(_CallOfKey, "postgresql")
def _by_postgresql(element: _CallOfKey, compiler: SQLCompiler, **options: Any) -> str:
    return f"split_part({compiler.process(element.clauses, **options)}, '/', 1)"


@compiles(_CallOfKey, "sqlite")
def _by_sqlite(element: _CallOfKey, compiler: SQLCompiler, **options: Any) -> str:
    key = compiler.process(element.clauses, **options)
    return f"substr({key}, 1, instr({key} || '/', '/') - 1)"


def _acts_of(calls: Collection[str]) -> ColumnElement[bool]:
    return LogEntry.call_sid.in_(calls) & log_kinds.is_act()


def _questions(*conditions: ColumnElement[bool]) -> Select[LogEntry, LogEntry]:
    """Pairs of entries: the words, and what they were taken for, which is looked up at once."""
    said = aliased(LogEntry)
    behind = (
        (said.call_sid == LogEntry.call_sid)
        & (said.epoch == LogEntry.epoch)
        & (said.seq == LogEntry.seq - 1)
    )
    wanted = select(said, LogEntry).join_from(LogEntry, said, behind)
    asked = LogEntry.asked == Understand.log_name()
    return wanted.where(asked, not_(personal(said.asked)), *conditions)
