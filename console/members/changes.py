"""What a file would change of members who are there already: the old value beside the new one."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.member import Member, number_key
from models.member_file import read_rows
from models.member_rows import MemberRow, parse
from models.member_source import SentFile
from models.vault import Vault

SHOWN = 20
"""Changes shown before a file is imported."""
LOOKED_AT = 5_000
"""Rows looked at for them: two seconds."""
CHUNK = 500
FIELDS = ("name", "employer", "birth_date", "mobile", "id_masked")


@dataclass(frozen=True)
class Change:
    """One value of one member."""

    number: str
    field: str
    """One of `FIELDS`, 'state', or of the period: 'plan', 'covered_to'."""
    before: str
    after: str


def changes(session: Session, vault: Vault, file: SentFile) -> list[Change]:
    """The first changes of a file that has no fault."""
    return list(islice(_changes(session, vault, file), SHOWN))


def _changes(session: Session, vault: Vault, file: SentFile) -> Iterator[Change]:
    parsed = (parse(texts) for _line, texts in islice(read_rows(file), LOOKED_AT))
    while chunk := list(islice(parsed, CHUNK)):
        rows = defaultdict(list)
        for row in chunk:
            rows[number_key(vault, row.person.number)].append(row)
        known = select(Member).where(Member.number_key.in_(rows))
        for member in session.scalars(known.options(selectinload(Member.coverages))):
            yield from _of(member, rows[member.number_key])


def _of(member: Member, rows: list[MemberRow]) -> Iterator[Change]:
    """Changes of the person, once, and of each period; the last row describes the person."""
    last = rows[-1]
    pairs = [(name, getattr(member.person, name), getattr(last.person, name)) for name in FIELDS]
    pairs.append(("state", member.state, last.state))
    periods = {period.starts: period for period in member.coverages}
    for row in rows:
        if period := periods.get(row.covered_from):
            pairs.append(("plan", period.plan, row.plan))
            pairs.append(("covered_to", period.ends.isoformat(), row.covered_to.isoformat()))
    for field, before, after in pairs:
        if before != after:
            yield Change(last.person.number, field, before, after)
