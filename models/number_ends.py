"""The ends of numbers, and what names are found by, made for rows older than these columns.

May be broken off and repeated. Servers may go on meanwhile: what they add has them already.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, bindparam, or_, select, update

from models.base import WRITING, Base
from models.call import Call, number_end
from models.member import Member, member_end
from models.notice import INDEXED, NOTICE_INDEXES, Notice, indexes_of
from models.reseal import unmoved
from models.sealed import vault_of_engine
from models.vault import Vault

BATCH = 5_000
"""Rows done at once; calls that go on wait no longer than that takes."""


@dataclass(frozen=True)
class _Plan:
    """What one table lacks."""

    model: type[Base]
    sources: tuple[str, ...]
    columns: tuple[str, ...]
    missing: ColumnElement[bool]
    made: Callable[[Vault, Mapping[str, Any]], Mapping[str, Any]]


def fill_in_ends(engine: Engine) -> int:
    """How many rows were given theirs."""
    return sum(sum(_filled(engine, plan)) for plan in _PLANS)


def _filled(engine: Engine, plan: _Plan) -> Iterator[int]:
    table, vault = plan.model.metadata.tables[plan.model.__tablename__], vault_of_engine(engine)
    (key,) = table.primary_key.columns
    values = {**{name: bindparam(f"new_{name}") for name in plan.columns}, **unmoved(table)}
    give = update(table).where(key == bindparam("at")).values(values)
    wanted = select(key.label("at"), *(table.c[name] for name in plan.sources)).where(plan.missing)
    page = wanted.order_by(key).limit(BATCH)
    while True:
        with engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(page).mappings()]
        if not rows:
            return
        made = [(row["at"], plan.made(vault, row)) for row in rows]
        given = [{"at": at, **{f"new_{n}": new[n] for n in plan.columns}} for at, new in made]
        with engine.execution_options(**WRITING).begin() as connection:
            connection.execute(give, given)
        yield len(rows)
        page = wanted.where(key > rows[-1]["at"]).order_by(key).limit(BATCH)


def _call(vault: Vault, row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"caller_end": number_end(vault, row["caller"])}


def _member(vault: Vault, row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"number_end": member_end(vault, row["person"].number)}


def _notice(vault: Vault, row: Mapping[str, Any]) -> Mapping[str, Any]:
    return indexes_of(vault, **{name: row[name] for name in INDEXED})


_PLANS = (
    _Plan(
        Call,
        ("caller",),
        ("caller_end",),
        and_(Call.caller_end == "", Call.caller != ""),
        _call,
    ),
    _Plan(
        Notice,
        INDEXED,
        NOTICE_INDEXES,
        or_(
            and_(Notice.phone_end == "", Notice.phone != ""),
            and_(Notice.member_end == "", Notice.member_number != ""),
            and_(Notice.name_marks == "", or_(Notice.reporter != "", Notice.person != "")),
        ),
        _notice,
    ),
    _Plan(Member, ("person",), ("number_end",), Member.number_end == "", _member),
)
