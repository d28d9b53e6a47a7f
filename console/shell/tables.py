"""Lists as files for spreadsheets: lines of texts and numbers, the heads first."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from flask import Response, send_file, stream_with_context
from openpyxl import Workbook

from models.member_guards import guarded
from models.member_xlsx import text_cell

KINDS = ("csv", "xlsx")
CHUNK = 1_000
"""Lines written at once."""
MAX_XLSX_ROWS = 1_000_000
"""A sheet holds little more."""


def download(kind: str, lines: Iterable[tuple[Any, ...]], name: str) -> Response:
    """The lines as a file of one of `KINDS`, called `name`."""
    if kind == "csv":
        head = {"Content-Disposition": f"attachment; filename={name}.csv"}
        pieces = stream_with_context(as_csv(lines))
        return Response(pieces, mimetype="text/csv", headers=head)
    path = as_xlsx(lines, name)
    file = path.open("rb")
    path.unlink()  # gone when the answer is sent
    answer = send_file(file, as_attachment=True, download_name=f"{name}.xlsx")
    answer.call_on_close(file.close)
    return answer


def as_csv(lines: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """CSV in pieces, with the mark by which spreadsheets know UTF-8."""
    buffer = io.StringIO("")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
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


def as_xlsx(lines: Iterable[tuple[Any, ...]], title: str) -> Path:
    """An XLSX file in the temporary folder, for the caller to delete."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for number, line in enumerate(lines):
        if number == MAX_XLSX_ROWS:
            break
        sheet.append([text_cell(sheet, v) if isinstance(v, str) else v for v in line])
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        book.save(file)
    return Path(file.name)
