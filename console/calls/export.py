"""Lists of calls as files. They hold nothing that names a caller: that stays in the console."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Select
from sqlalchemy.orm import Session, sessionmaker

from models.call import Call
from models.clock import local
from models.member_guards import guarded
from models.member_xlsx import text_cell

COLUMNS = ("call", "started", "ended", "seconds", "outcome", "state", "engine", "streams")
CHUNK = 1_000
MAX_XLSX_ROWS = 1_000_000
"""A sheet holds little more."""


def rows(sessions: sessionmaker[Session], wanted: Select) -> Iterator[tuple[Any, ...]]:
    """The calls `wanted` has keys of, in its order, a chunk at a time."""
    columns = wanted.with_only_columns(
        Call.sid,
        Call.started_at,
        Call.ended_at,
        Call.outcome,
        Call.state,
        Call.engine,
        Call.streams,
    )
    with sessions() as session:
        for row in session.execute(columns.execution_options(yield_per=CHUNK)):
            seconds = (row.ended_at - row.started_at).total_seconds() if row.ended_at else None
            yield (
                row.sid,
                f"{local(row.started_at):%Y-%m-%d %H:%M:%S}",
                f"{local(row.ended_at):%Y-%m-%d %H:%M:%S}" if row.ended_at else "",
                "" if seconds is None else round(seconds),
                row.outcome,
                row.state,
                row.engine,
                row.streams,
            )


def as_csv(lines: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """CSV in pieces, with the mark by which spreadsheets know UTF-8."""
    buffer = io.StringIO("")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(COLUMNS)
    for number, line in enumerate(lines, start=1):
        writer.writerow(guarded(v) if isinstance(v, str) else v for v in line)
        if number % CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def as_xlsx(lines: Iterable[tuple[Any, ...]]) -> Path:
    """An XLSX file in the temporary folder, for the caller to delete."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("calls")
    sheet.append(COLUMNS)
    for number, line in enumerate(lines):
        if number == MAX_XLSX_ROWS:
            break
        sheet.append([text_cell(sheet, v) if isinstance(v, str) else v for v in line])
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        book.save(file)
    return Path(file.name)
