"""The head of a members' table: which column stands where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from models.member_columns import NEEDED, column_of

HEAD_ROWS = 20
"""A title or a remark may stand above the head, not a whole table."""

Cells = tuple[int, Sequence[str]]
"""(line in the file, its texts from left to right)"""


@dataclass(frozen=True)
class Head:
    """The columns from left to right, None for one that is not ours."""

    columns: tuple[str | None, ...]

    @cached_property
    def missing(self) -> list[str]:
        """Names of required columns that are missing."""
        return [name for name in NEEDED if name not in self.columns]

    @cached_property
    def twice(self) -> list[str]:
        """Names of columns that occur more than once."""
        return [n for n in dict.fromkeys(self.columns) if n and self.columns.count(n) > 1]

    def row(self, texts: Sequence[str]) -> dict[str, str]:
        """The texts of a line by column; what stands under no column of ours is left out."""
        return {name: text for name, text in zip(self.columns, texts, strict=False) if name}


def find_head(lines: Iterator[Cells]) -> Head:
    """The first line that has all the columns; `lines` goes on behind it. Else the best try."""
    best = Head(())
    for _, texts in islice(lines, HEAD_ROWS):
        head = Head(tuple(column_of(text) for text in texts))
        if not head.missing:
            return head
        if len(head.missing) < len(best.missing):
            best = head
    return best
