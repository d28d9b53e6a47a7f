"""Blind indexes made anew from the newest key alone, so that no older key is needed any more.

No server may run meanwhile: whoever is looked up by an index of the other key would not be found.
Broken off, it is begun again and passes over what is done; until it is done no server starts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, update
from sqlalchemy.orm import DeclarativeBase

from models import seal_check
from models.audit import Audit
from models.base import WRITING
from models.call import Call, Callback, Sms, number_end, phone_key
from models.member import Member, fingerprint, member_end, number_key, person_key
from models.notice import INDEXED, NOTICE_INDEXES, Notice, indexes_of
from models.reseal import Progress, batches, unmoved
from models.sealed import vault_of_engine
from models.vault import Vault

Row = Mapping[str, Any]
Keys = dict[str, str | None]


@dataclass(frozen=True)
class _Plan:
    """How the indexes of one table come about."""

    model: type[DeclarativeBase]
    sources: tuple[str, ...]
    """Columns they are made of."""
    indexes: tuple[str, ...]
    made: Callable[[Vault, Row], Keys]
    audited: dict[str, str] = field(default_factory=dict)
    """Index -> the column of the audit log that repeats it."""


def reindex(engine: Engine, newest: Vault, progress: Progress = lambda rows: None) -> int:
    """Make all indexes with `newest`; how many rows were changed. The engine's vault opens them.

    `progress` is told how many more rows were read. Raises `VaultError`.
    """
    seal_check.note_index(engine, seal_check.MOVING)
    changed = sum(_reindex(engine, plan, newest, progress) for plan in _PLANS)
    with engine.execution_options(**WRITING).begin() as connection:
        old = vault_of_engine(engine).index(*_WITHHELD)
        _audit(connection, "caller_key", [{"old": old, "new": newest.index(*_WITHHELD)}])
    seal_check.note_index(engine, seal_check.index_of(newest))
    return changed


def _reindex(engine: Engine, plan: _Plan, newest: Vault, progress: Progress) -> int:
    table = plan.model.metadata.tables[plan.model.__tablename__]
    changed = 0
    wanted = [table.columns[name] for name in (*plan.sources, *plan.indexes)]
    for rows in batches(engine, table, wanted):
        moves = [(row, plan.made(newest, row)) for row in rows]
        moves = [(row, keys) for row, keys in moves if any(row[n] != keys[n] for n in keys)]
        if moves:
            with engine.execution_options(**WRITING).begin() as connection:
                _write(connection, table, moves)
                for name, column in plan.audited.items():
                    told = [{"old": row[name], "new": keys[name]} for row, keys in moves]
                    _audit(connection, column, [pair for pair in told if pair["old"]])
        changed += len(moves)
        progress(len(rows))
    return changed


def _write(connection: Connection, table: Table, moves: list[tuple[dict, Keys]]) -> None:
    (key,) = table.primary_key.columns
    names = moves[0][1]
    values = {**{name: bindparam(f"new_{name}") for name in names}, **unmoved(table)}
    rows = [{"at": row["key"], **{f"new_{n}": k for n, k in keys.items()}} for row, keys in moves]
    connection.execute(update(table).where(key == bindparam("at")).values(values), rows)


def _audit(connection: Connection, column: str, pairs: list[dict[str, Any]]) -> None:
    """The log of look-ups says the same of the same people as before."""
    if pairs:
        audit = Audit.metadata.tables[Audit.__tablename__]
        where = audit.columns[column] == bindparam("old")
        connection.execute(update(audit).where(where).values({column: bindparam("new")}), pairs)


def _member(vault: Vault, row: Row) -> Keys:
    person = row["person"]
    return {
        "number_key": number_key(vault, person.number),
        "number_end": member_end(vault, person.number),
        "person_key": person_key(vault, person),
        "fingerprint": fingerprint(vault, person, row["state"]),
    }


def _notice(vault: Vault, row: Row) -> Keys:
    return indexes_of(vault, **{name: row[name] for name in INDEXED})


def _call(vault: Vault, row: Row) -> Keys:
    return {
        "caller_key": phone_key(vault, row["caller"]),
        "caller_end": number_end(vault, row["caller"]),
    }


def _phone(vault: Vault, row: Row) -> Keys:
    return {"phone_key": phone_key(vault, row["phone"])}


_WITHHELD = ("phone", "withheld")
_PLANS = (
    _Plan(
        Member,
        ("person", "state"),
        ("number_key", "number_end", "person_key", "fingerprint"),
        _member,
        {"number_key": "subject_key"},
    ),
    _Plan(
        Notice,
        INDEXED,
        NOTICE_INDEXES,
        _notice,
        {"member_key": "subject_key"},
    ),
    _Plan(
        Call,
        ("caller",),
        ("caller_key", "caller_end"),
        _call,
        {"caller_key": "caller_key"},
    ),
    _Plan(Callback, ("phone",), ("phone_key",), _phone),
    _Plan(Sms, ("phone",), ("phone_key",), _phone),
)
