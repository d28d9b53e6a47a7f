"""Members' files, CSV and XLSX: rows of texts in, rows of texts out, one at a time."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from models import member_csv, member_xlsx
from models.member_columns import labels
from models.member_faults import MemberFileError, RowError, RowFault
from models.member_source import Source

Row = tuple[int, dict[str, str]]
"""(line in the file, column -> text)"""


def refuse(fault: RowFault) -> None:
    """Raise `RowError` at once."""
    raise RowError([(fault.code, fault.values)])


def read_rows(source: Source, report: member_csv.Report = refuse) -> Iterator[Row]:
    """All rows that are not blank, one at a time. Raises `MemberFileError`.

    `report` is told of lines that cannot be read as a row; they are passed over.
    """
    kind = member_xlsx.table(source) if _is_xlsx(source) else member_csv.table(source, report)
    try:
        with kind as (head, lines):
            if head.twice:
                raise MemberFileError("twice", path=source, names=labels(head.twice))
            for line, texts in lines:
                if any(texts):
                    yield line, head.row(texts)
    except UnicodeDecodeError as error:
        raise MemberFileError("not_utf8", path=source) from error


def count_rows(source: Source) -> int:
    """How many rows there are, for a progress bar; a guess is good enough."""
    if _is_xlsx(source):
        return member_xlsx.count_rows(source)
    with source.open("rb") as file:
        return max(
            sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1, 0
        )


def write_rows(path: Path, rows: Iterable[dict[str, str]]) -> int:
    """Write rows of `COLUMNS`, for this user's eyes only; return how many."""
    kind = member_xlsx if _is_xlsx(path) else member_csv
    path.touch(mode=0o600)
    path.chmod(0o600)
    return kind.write(path, rows)


def _is_xlsx(source: Source) -> bool:
    if source.suffix.lower() not in (".csv", ".xlsx"):
        raise MemberFileError("kind", path=source)
    return source.suffix.lower() == ".xlsx"
