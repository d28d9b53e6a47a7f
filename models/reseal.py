"""Everything sealed in the database, sealed anew with the newest key: the older ones are needed less.

Two passes. `reseal` leaves no column that needs an old key; servers may go on meanwhile. `reindex`
makes the blind indexes, by which numbers and phones are found, from the newest key; no server may
run meanwhile. Both can be broken off and begun again: what is done is passed over.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Table,
    Text,
    and_,
    bindparam,
    select,
    type_coerce,
    update,
)

from models.base import WRITING, Base
from models.sealed import SealedJson, SealedRecord, SealedText, vault_of_engine

SEALED = (SealedText, SealedJson, SealedRecord)
BATCH = 500

Progress = Callable[[int], object]


def reseal(engine: Engine, progress: Progress = lambda rows: None) -> dict[str, int]:
    """Seal with the newest key what was sealed with an older one; how many values per table.

    `progress` is told how many more rows were read. Raises `VaultError` at a value that no key opens;
    what was done before it stays done.
    """
    return {
        table.name: sum(_reseal(engine, table, columns, progress))
        for table, columns in sealed_columns()
    }


def sealed_columns() -> list[tuple[Table, list[Column]]]:
    """Every table that has any, with them."""
    found = [
        (table, [column for column in table.columns if isinstance(column.type, SEALED)])
        for table in Base.metadata.sorted_tables
    ]
    return [(table, columns) for table, columns in found if columns]


def _reseal(
    engine: Engine, table: Table, columns: list[Column], progress: Progress
) -> Iterator[int]:
    vault = vault_of_engine(engine)
    for rows in batches(engine, table, [type_coerce(c, Text).label(c.name) for c in columns]):
        with engine.execution_options(**WRITING).begin() as connection:
            for row in rows:
                for column in columns:
                    old = row[column.name]
                    new = vault.resealed(old.encode()) if old else None
                    if new:
                        yield _replace(connection, table, row, column, new.decode())
        progress(len(rows))


def batches(engine: Engine, table: Table, wanted: list[Any]) -> Iterator[list[dict[str, Any]]]:
    """All rows of a table with its key and the columns wanted, in the order of the key."""
    (key,) = table.primary_key.columns
    query = select(key.label("key"), *wanted).order_by(key).limit(BATCH)
    last: Any = None
    while True:
        with engine.connect() as connection:
            page = query if last is None else query.where(key > last)
            rows = [dict(row) for row in connection.execute(page).mappings()]
        if not rows:
            return
        yield rows
        last = rows[-1]["key"]


def _replace(
    connection: Connection, table: Table, row: dict[str, Any], column: Column, new: str
) -> int:
    """Unless a server has written it meanwhile: that was with the newest key."""
    (key,) = table.primary_key.columns
    untouched = and_(key == row["key"], type_coerce(column, Text) == row[column.name])
    values = {column.name: bindparam("new", new, type_=Text), **unmoved(table)}
    return connection.execute(update(table).where(untouched).values(values)).rowcount


def unmoved(table: Table) -> dict[str, Column]:
    """Columns that would tell of a change though nothing was changed."""
    return {column.name: column for column in table.columns if column.onupdate is not None}
