"""Members' files for tests."""

import csv
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from models.member import Member
from models.member_columns import COLUMNS
from models.member_import import ImportReport, import_members
from models.union_codes import load

ROW = {
    "number": "7921742180",
    "name": "测试甲",
    "employer": "示例机械厂",
    "plan": "A",
    "state": "valid",
    "birth_date": "1975-08-12",
    "mobile": "13800000001",
    "covered_from": "2026-01-01",
    "covered_to": "2026-12-31",
    "id_masked": "310***********1234",
}


def row(**changes: str) -> dict[str, str]:
    """The usual row, changed."""
    return {**ROW, **changes}


def another(serial: int, **changes: str) -> dict[str, str]:
    """Somebody else."""
    return row(number=f"792{serial:07}", name=f"测试{serial}", id_masked="", **changes)


def write_csv(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, *rows: dict) -> Path:
    book = Workbook()
    book.active.append(list(COLUMNS))
    for one in rows:
        book.active.append([one[c] for c in COLUMNS])
    book.save(path)
    return path


def take(engine: Engine, path: Path, **options) -> ImportReport:
    """Import with the sample's union codes."""
    return import_members(engine, path, load(), **options)


def members(engine: Engine) -> dict[str, Member]:
    """All members by number, with their coverage."""
    with Session(engine, expire_on_commit=False) as session:
        everybody = session.scalars(select(Member).options(selectinload(Member.coverages)))
        return {m.person.number: m for m in everybody}
