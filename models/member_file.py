"""Members' files, CSV and XLSX: rows of texts in, rows of texts out, one at a time."""

import csv
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from models.member_faults import MemberFileError
from models.member_rows import COLUMNS, NEEDED

Row = tuple[int, dict[str, str]]
"""(line in the file, column -> text)"""


def read_rows(path: Path) -> Iterator[Row]:
    """All rows, one at a time. Raises `MemberFileError`."""
    try:
        yield from _read_xlsx(path) if _is_xlsx(path) else _read_csv(path)
    except UnicodeDecodeError as error:
        raise MemberFileError("not_utf8", path=path) from error


def count_rows(path: Path) -> int:
    """How many rows there are, for a progress bar; a guess is good enough."""
    if _is_xlsx(path):
        with _opened(path) as book:
            return max((book.worksheets[0].max_row or 1) - 1, 0)
    with path.open("rb") as file:
        return max(
            sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1, 0
        )


def write_rows(path: Path, rows: Iterable[dict[str, str]]) -> int:
    """Write rows of `COLUMNS`; return how many."""
    return _write_xlsx(path, rows) if _is_xlsx(path) else _write_csv(path, rows)


def _is_xlsx(path: Path) -> bool:
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise MemberFileError("kind", path=path)
    return path.suffix.lower() == ".xlsx"


def _check_columns(path: Path, names: Iterable[str | None]) -> None:
    missing = [c for c in NEEDED if c not in set(names)]
    if missing:
        raise MemberFileError("columns", path=path, names=", ".join(missing))


def _read_csv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _check_columns(path, reader.fieldnames or ())
        for row in reader:
            yield reader.line_num, row


class _opened:  # noqa: N801 - used like a function
    """A workbook, closed at the end."""

    def __init__(self, path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions we do not read
            try:
                self._book = load_workbook(path, read_only=True, data_only=True)
            except Exception as error:  # openpyxl raises whatever the zip or XML parser does
                raise MemberFileError("not_xlsx", path=path, fault=error) from error

    def __enter__(self) -> Any:
        return self._book

    def __exit__(self, *_: object) -> None:
        self._book.close()


def _read_xlsx(path: Path) -> Iterator[Row]:
    with _opened(path) as book:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = [_text(cell) for cell in next(rows, ())]
        _check_columns(path, names)
        for line, cells in enumerate(rows, start=2):
            if any(cell is not None for cell in cells):
                yield line, {name: _text(c) for name, c in zip(names, cells, strict=False) if name}


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _write_csv(path: Path, rows: Iterable[dict[str, str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is returned
            writer.writerow(row)
    return count


def _write_xlsx(path: Path, rows: Iterable[dict[str, str]]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("members")
    sheet.append(list(COLUMNS))
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is returned
        sheet.append([row[column] for column in COLUMNS])
    book.save(path)
    return count
