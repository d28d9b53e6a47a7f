"""Members' files as CSV: lines of texts in and out, one at a time, whatever is in the file."""

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from models.errors import ModelsError
from models.member_columns import COLUMNS, labels
from models.member_faults import MemberFileError, RowFault
from models.member_guards import guarded, one_line, unguarded
from models.member_head import Cells, Head, find_head
from models.member_source import Source

LONGEST = 100_000
"""Characters of a row; a member has some hundred."""
MOST_LINES = 50
"""Lines of a row: a remark may have line breaks. With more a quote has not been closed."""


Report = Callable[[RowFault], None]


@contextmanager
def table(source: Source, report: Report) -> Iterator[tuple[Head, Iterator[Cells]]]:
    """The head and the lines below it; a line that is no row of the table is reported."""
    with source.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as file:
        lines = _lines(file, report)
        head = find_head(lines)
        if head.missing:
            raise MemberFileError("columns", path=source, names=labels(head.missing))
        yield head, _rows(head, lines, report)


def _lines(file: TextIO, report: Report) -> Iterator[Cells]:
    source = _Source(file)
    reader = csv.reader(source, strict=True)
    while True:
        source.begin_row()
        try:
            texts = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLongError):
            report(RowFault(source.line, "long" if source.is_long else "quote"))
            source.read_on_below_first()
        else:
            yield source.line, [unguarded(text.strip()) for text in texts]


def _rows(head: Head, lines: Iterator[Cells], report: Report) -> Iterator[Cells]:
    """The lines that fit under the head: where a quote is wrong, values get into other columns."""
    for line, texts in lines:
        beyond = [place for place, text in enumerate(texts) if text and place >= len(head.columns)]
        broken = [name for name, text in head.row(texts).items() if "\n" in text or "\r" in text]
        if beyond:
            count = max(beyond) + 1
            report(RowFault(line, "fields", {"count": count, "most": len(head.columns)}))
        elif broken:
            report(RowFault(line, "line_break", {"column": broken[0]}))
        else:
            yield line, texts


def write(path: Path, rows: Iterable[dict[str, str]]) -> int:
    """Write rows of `COLUMNS`; return how many."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is returned
            writer.writerow(guarded(one_line(row[column])) for column in COLUMNS)
    return count


class _TooLongError(ModelsError):
    """The row has more characters or lines than a row can have."""


class _Source:
    """The lines of a file for `csv.reader`, which asks for more as long as a quote is open."""

    def __init__(self, file: TextIO) -> None:
        self._lines = _numbered(file)
        self._again: deque[tuple[int, str]] = deque()
        self._taken: list[tuple[int, str]] = []

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        self._taken.append(self._again.popleft() if self._again else next(self._lines))
        too_long = sum(len(text) for _, text in self._taken) > LONGEST
        if too_long or len(self._taken) > MOST_LINES:
            raise _TooLongError
        return self._taken[-1][1]

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self._taken.clear()

    @property
    def line(self) -> int:
        """Where the row begins."""
        return self._taken[0][0]

    @property
    def is_long(self) -> bool:
        """Whether its first line alone is more than a row can have."""
        return len(self._taken[0][1]) > LONGEST

    def read_on_below_first(self) -> None:
        """Give what follows the row's first line once more."""
        self._again.extendleft(reversed(self._taken[1:]))


def _numbered(file: TextIO) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; of one that is far too long the beginning."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        rest = line
        while len(rest) > LONGEST and not rest.endswith(("\n", "\r")):
            rest = file.readline(LONGEST + 1)
        yield number, line
