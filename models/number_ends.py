"""The ends of callers' numbers, made for calls older than their column. May be broken off and repeated."""

from sqlalchemy import Engine, bindparam, select, update

from models.base import WRITING, sessions
from models.call import Call, number_end
from models.sealed import vault_of_engine

BATCH = 5_000
"""Calls done at once; calls that go on wait no longer than that takes."""


def fill_in_ends(engine: Engine) -> int:
    """How many calls were given theirs."""
    vault, last, count = vault_of_engine(engine), "", 0
    missing = select(Call.sid, Call.caller).where(Call.caller_end == "", Call.caller != "")
    while True:
        with sessions(engine)() as session:
            rows = session.execute(
                missing.where(Call.sid > last).order_by(Call.sid).limit(BATCH)
            ).all()
        if not rows:
            return count
        ends = [{"at": sid, "end": number_end(vault, caller)} for sid, caller in rows]
        table = Call.metadata.tables[Call.__tablename__]
        one = (
            update(table).where(table.c.sid == bindparam("at")).values(caller_end=bindparam("end"))
        )
        with engine.execution_options(**WRITING).begin() as connection:
            connection.execute(one, ends)
        last = rows[-1].sid
        count += len(rows)
