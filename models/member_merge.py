"""The staged rows of a members' file: compared with each other and the database, then merged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from models.member import CardState, CoveragePeriod, Member, Person
from models.member_faults import RowCode
from models.sealed import SealedRecord

SQLITE_CACHE_KIB = 65_536

staging = Table(
    "member_staging",
    MetaData(),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("number_key", String(32)),
    Column("number_end", String(32)),
    Column("union_code", String(3)),
    Column("state", String(10)),
    Column("person", SealedRecord(Person)),
    Column("person_key", String(32)),
    Column("fingerprint", String(32)),
    Column("plan", String(1)),
    Column("starts", Date),
    Column("ends", Date),
    prefixes=["TEMPORARY"],
)
_other = staging.alias("other")
_by_number = Index("ix_staging_number", staging.c.number_key, staging.c.line)
_by_person = Index("ix_staging_person", staging.c.person_key)

_first = ~exists().where(
    _other.c.number_key == staging.c.number_key, _other.c.line < staging.c.line
)
"""One row per member: further rows are further coverage periods."""


@dataclass(frozen=True)
class Changes:
    """Counts of rows that are new and of rows that differ."""

    added: int
    changed: int


def prepare(connection: Connection) -> None:
    """Make an empty staging table, seen by this connection only."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{SQLITE_CACHE_KIB}")
    connection.execute(DropTable(staging, if_exists=True))
    connection.execute(CreateTable(staging))


def index(connection: Connection) -> None:
    """Index the rows once they are all there."""
    for wanted in (_by_number, _by_person):
        connection.execute(CreateIndex(wanted))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {staging.name}")


def clear(connection: Connection) -> None:
    """Drop the staging table; the connection goes back to the pool."""
    with connection.begin():
        connection.execute(DropTable(staging, if_exists=True))


def conflicts(connection: Connection) -> Iterator[tuple[int, RowCode, dict[str, Any]]]:
    """(line, code, values) of every row that contradicts another row or the database."""
    for query, code in _CONFLICTS:
        for row in connection.execute(query).yield_per(1000):
            values = dict(row._mapping)
            yield values.pop("line"), code, values


def member_changes(connection: Connection) -> Changes:
    """Count the members that merging would add or change."""
    return _changes(connection, _members(Member.id), Member.id)


def period_changes(connection: Connection) -> Changes:
    """Count the coverage periods that merging would add or change."""
    return _changes(connection, _periods(CoveragePeriod.id), CoveragePeriod.id)


def _changes(connection: Connection, query: Select, existing: Any) -> Changes:
    rows = query.subquery()
    there = rows.c[existing.key]
    both = connection.execute(select(func.count(), func.count(there)).select_from(rows)).one()
    return Changes(both[0] - both[1], both[1])


def apply(connection: Connection) -> None:
    """Merge. Cards that are not valid come first, so that a replaced card makes room."""
    columns = [
        "number_key",
        "number_end",
        "union_code",
        "state",
        "person",
        "person_key",
        "fingerprint",
    ]
    wanted = [staging.c[name] for name in columns]
    for turn in (staging.c.state != CardState.VALID, staging.c.state == CardState.VALID):
        rows = _members(*wanted).where(turn).order_by(staging.c.number_key)
        _upsert(connection, Member.__table__, columns, rows, ["number_key"])
    columns = ["member_id", "plan", "starts", "ends"]
    rows = _periods(Member.id, staging.c.plan, staging.c.starts, staging.c.ends)
    _upsert(connection, CoveragePeriod.__table__, columns, rows, ["member_id", "starts"])


def _members(*columns: Any) -> Select:
    """Staged members that are new or differ."""
    return (
        select(*columns)
        .select_from(staging.outerjoin(Member, Member.number_key == staging.c.number_key))
        .where(_first, or_(Member.id.is_(None), Member.fingerprint != staging.c.fingerprint))
    )


def _periods(*columns: Any) -> Select:
    """Staged coverage periods that are new or differ."""
    same = and_(CoveragePeriod.member_id == Member.id, CoveragePeriod.starts == staging.c.starts)
    return (
        select(*columns)
        .select_from(
            staging.outerjoin(Member, Member.number_key == staging.c.number_key).outerjoin(
                CoveragePeriod, same
            )
        )
        .where(
            or_(
                CoveragePeriod.id.is_(None),
                CoveragePeriod.plan != staging.c.plan,
                CoveragePeriod.ends != staging.c.ends,
            )
        )
    )


def _upsert(
    connection: Connection, table: Any, columns: list[str], rows: Select, unique: list[str]
) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement: Any = dialect.insert(table).from_select(columns, rows)
    news = {name: statement.excluded[name] for name in columns if name not in unique}
    connection.execute(statement.on_conflict_do_update(index_elements=unique, set_=news))


def _overlap(one: Any, two: Any) -> Any:
    return and_(one.starts <= two.ends, two.starts <= one.ends)


_later = and_(_other.c.number_key == staging.c.number_key, _other.c.line < staging.c.line)
_valid = staging.c.state == CardState.VALID
_in_file = exists().where(_other.c.number_key == Member.number_key).correlate(Member.__table__)
_period_in_file = (
    exists()
    .where(_other.c.number_key == staging.c.number_key, _other.c.starts == CoveragePeriod.starts)
    .correlate(staging, CoveragePeriod.__table__)
)

_CONFLICTS: tuple[tuple[Select, RowCode], ...] = (
    (
        select(staging.c.line, _other.c.line.label("other"))
        .join(_other, _later)
        .where(_other.c.fingerprint != staging.c.fingerprint),
        "same_number",
    ),
    (
        select(staging.c.line, _other.c.line.label("other"))
        .join(_other, _later)
        .where(_overlap(_other.c, staging.c)),
        "overlap",
    ),
    (
        select(staging.c.line, CoveragePeriod.starts, CoveragePeriod.ends)
        .join(Member, Member.number_key == staging.c.number_key)
        .join(CoveragePeriod, CoveragePeriod.member_id == Member.id)
        .where(
            CoveragePeriod.starts != staging.c.starts,
            _overlap(CoveragePeriod, staging.c),
            ~_period_in_file,
        ),
        "overlap_kept",
    ),
    (
        select(staging.c.line, _other.c.line.label("other"))
        .join(_other, _other.c.person_key == staging.c.person_key)
        .where(
            _other.c.line < staging.c.line,
            _other.c.number_key != staging.c.number_key,
            _valid,
            _other.c.state == CardState.VALID,
        ),
        "second_card",
    ),
    (
        select(staging.c.line)
        .join(Member, Member.person_key == staging.c.person_key)
        .where(
            Member.number_key != staging.c.number_key,
            _valid,
            Member.state == CardState.VALID,
            ~_in_file,
        ),
        "second_card_kept",
    ),
)
