"""What can be wrong with a members' file: codes with values.

The words stand with those who say them: `ivr.cli.member_faults` and `console.members.faults`.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from models.errors import ModelsError

RowCode = Literal[
    # A line that is no row of the table.
    "quote",
    "long",
    "fields",
    "line_break",
    # One row by itself.
    "not_digits",
    "zeros_lost",
    "too_many_digits",
    "words",
    "plan",
    "state",
    "date",
    "ends_first",
    "birth",
    "mobile",
    "id_masked",
    "union_code",
    # A row beside others, in the file or on record.
    "same_number",
    "overlap",
    "overlap_kept",
    "second_card",
    "second_card_kept",
]
FileCode = Literal["not_utf8", "kind", "columns", "twice", "sheets", "not_xlsx"]


class RowError(ModelsError, ValueError):
    """The row cannot be taken. `faults` hold no personal data beyond the values at fault."""

    def __init__(self, faults: list[tuple[RowCode, dict[str, Any]]]) -> None:
        super().__init__(", ".join(code for code, _ in faults))
        self.faults = faults
        """(code, values) of everything that is wrong."""


class MemberFileError(ModelsError):
    """The file as a whole cannot be read or written."""

    def __init__(self, code: FileCode, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one line of the file."""

    line: int
    code: RowCode
    values: dict[str, Any] = field(default_factory=dict)
