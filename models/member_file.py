"""Members from a CSV file: checked row by row, taken whole or not at all."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from models.member import CardState, Member

COLUMNS = (
    "number",
    "name",
    "employer",
    "plan",
    "state",
    "birth_date",
    "mobile",
    "covered_from",
    "covered_to",
)


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one line of the file."""

    line: int
    reason: str


class MemberFileError(Exception):
    """The file was not taken; `faults` says why, line by line."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__("\n".join(f"line {f.line}: {f.reason}" for f in faults))
        self.faults = faults


def import_members(sessions: sessionmaker[Session], path: Path) -> int:
    """Add or update all members of a CSV file; return how many. Raises `MemberFileError`."""
    members: list[Member] = []
    faults: list[RowFault] = []
    for line, row in _rows(path):
        try:
            members.append(_member(row))
        except ValueError as error:
            faults.append(RowFault(line, str(error)))
    if faults:
        raise MemberFileError(faults)
    with sessions.begin() as session:
        for member in members:
            session.merge(member)
    return len(members)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise MemberFileError([RowFault(1, f"columns missing: {', '.join(missing)}")])
        for row in reader:
            yield reader.line_num, row


def _member(row: dict[str, str]) -> Member:
    number = row["number"].strip()
    if len(number) != 10 or not number.isdigit():
        raise ValueError(f"number {number!r} is not 10 digits")
    if row["plan"] not in ("A", "B"):
        raise ValueError(f"plan {row['plan']!r} is not A or B")
    member = Member(
        number=number,
        name=row["name"].strip(),
        employer=row["employer"].strip(),
        plan=row["plan"],
        state=str(CardState(row["state"])),
        birth_date=date.fromisoformat(row["birth_date"]),
        mobile=row["mobile"].strip(),
        covered_from=date.fromisoformat(row["covered_from"]),
        covered_to=date.fromisoformat(row["covered_to"]),
    )
    if member.covered_to < member.covered_from:
        raise ValueError("coverage ends before it begins")
    return member
