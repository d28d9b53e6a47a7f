"""Telephone numbers kept before there was one form of them, brought into it. Done once.

Broken off, it is begun again. Servers may go on meanwhile: what they add has the form already.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, update
from sqlalchemy.orm import Session

from models.audit import Audit
from models.base import WRITING, Base
from models.call import Call, Callback, Sms, phone_key
from models.caller_number import caller_number
from models.notice import Notice
from models.reseal import batches, unmoved
from models.seal_check import NUMBERS_ID, SealCheck
from models.sealed import vault_of_engine
from models.vault import Vault

_DONE = "numbers in one form"

Moves = Sequence[tuple[Mapping[str, Any], tuple[str, str]]]
"""Rows, and (number, index) as they should be."""
_OTHERS: tuple[type[Base], ...] = (Callback, Notice, Sms)


def renumber(engine: Engine) -> int:
    """How many rows were changed; 0 where it was done before."""
    with Session(engine) as session:
        if session.get(SealCheck, NUMBERS_ID) is not None:
            return 0
    changed = _renumbered(engine, Call, "caller", "caller_key")
    changed += sum(_renumbered(engine, model, "phone", "phone_key") for model in _OTHERS)
    with Session(engine.execution_options(**WRITING)) as session, session.begin():
        session.merge(SealCheck(id=NUMBERS_ID, word=_DONE))
    return changed


def _renumbered(engine: Engine, model: type[Base], number: str, index: str) -> int:
    table, vault = model.metadata.tables[model.__tablename__], vault_of_engine(engine)
    changed = 0
    for rows in batches(engine, table, [table.columns[number], table.columns[index]]):
        moves = [(row, _formed(vault, row[number])) for row in rows]
        moves = [(row, new) for row, new in moves if (row[number], row[index]) != new]
        if moves:
            with engine.execution_options(**WRITING).begin() as connection:
                _write(connection, table, number, index, moves)
                if model is Call:
                    _tell_audit(connection, vault, moves)
        changed += len(moves)
    return changed


def _formed(vault: Vault, given: str) -> tuple[str, str]:
    """The number and its index. One that is written well enough to be called stays as it is."""
    number = caller_number(given)
    as_told = given if number.removeprefix("+86") == given.lstrip("0") else number
    return as_told, phone_key(vault, number)


def _write(connection: Connection, table: Table, number: str, index: str, moves: Moves) -> None:
    (key,) = table.primary_key.columns
    values = {number: bindparam("number"), index: bindparam("index"), **unmoved(table)}
    rows = [{"at": row["key"], "number": new[0], "index": new[1]} for row, new in moves]
    connection.execute(update(table).where(key == bindparam("at")).values(values), rows)


def _tell_audit(connection: Connection, vault: Vault, moves: Moves) -> None:
    """Failed look-ups of callers who showed no number count as such."""
    withheld = vault.index("phone", "withheld")
    audit = Audit.metadata.tables[Audit.__tablename__]
    column = audit.columns["caller_key"]
    pairs = {row["caller_key"]: new[1] or withheld for row, new in moves if row["caller_key"]}
    for old, new in pairs.items():
        connection.execute(update(audit).where(column == old).values({column: new}))
