"""Members' files as XLSX: lines of texts in and out, one at a time, whatever wrote the file."""

import re
import warnings
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from models.member_columns import COLUMNS, labels
from models.member_faults import MemberFileError, RowError
from models.member_guards import escaped, one_line, unescaped
from models.member_head import Cells, Head, find_head
from models.member_source import Source

_ZEROS = re.compile(r"0+")
"""A number format that shows so many digits, with zeros in front."""


@contextmanager
def table(source: Source) -> Iterator[tuple[Head, Iterator[Cells]]]:
    """The one sheet whose head fits, hidden or not, first or not, with the lines below the head."""
    with _opened(source) as book:
        heads = [(_head(sheet), sheet) for sheet in book.worksheets]
        fitting = [sheet for head, sheet in heads if not head.missing]
        if not fitting:
            best = min((head for head, _ in heads), key=lambda h: len(h.missing), default=Head(()))
            raise MemberFileError("columns", path=source, names=labels(best.missing))
        if len(fitting) > 1:
            raise MemberFileError("sheets", path=source, names=", ".join(map(_name, fitting)))
        with closing(_lines(fitting[0])) as lines:
            yield find_head(lines), lines


def count_rows(source: Source) -> int:
    """How many rows the largest sheet says it has."""
    with _opened(source) as book:
        return max((sheet.max_row or 1 for sheet in book.worksheets), default=1) - 1


def write(path: Path, rows: Iterable[dict[str, str]]) -> int:
    """Write rows of `COLUMNS`; return how many."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("members")
    sheet.append(list(COLUMNS))
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is returned
        sheet.append([text_cell(sheet, row[column]) for column in COLUMNS])
    book.save(path)
    return count


def text_cell(sheet: Any, text: str) -> Any:
    """A cell of a write-only sheet that is shown as it is, and never reckoned with."""
    text = escaped(one_line(text))
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # no formula, and no error of a formula
    cell.number_format = "@"  # nor when somebody edits it
    return cell


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    """The workbook, closed at the end. Whatever goes wrong with it is a `MemberFileError`."""
    book = None
    try:
        with source.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions we do not read
            book = load_workbook(file, read_only=True, data_only=True)
            yield book
    except (MemberFileError, RowError):
        raise
    except Exception as error:  # openpyxl raises whatever the zip or XML parser does
        raise MemberFileError("not_xlsx", path=source, fault=error) from error
    finally:
        if book:
            book.close()


def _head(sheet: Any) -> Head:
    with closing(_lines(sheet)) as lines:
        return find_head(lines)


def _lines(sheet: Any) -> Generator[Cells, None, None]:
    """The lines of a sheet. It is open until they are all read, or closed before the workbook is."""
    sheet.reset_dimensions()  # what a file says about its size is often wrong
    with closing(sheet.iter_rows()) as rows:
        for line, cells in enumerate(rows, start=1):
            yield line, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return unescaped(value).strip()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and _ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return str(value)


def _name(sheet: Any) -> str:
    return sheet.title if sheet.sheet_state == "visible" else f"{sheet.title} (hidden)"
