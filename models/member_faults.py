"""What can be wrong with a members' file: codes with values.

The words stand with those who say them: `ivr.cli.member_faults` and `console.members.faults`.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

RowCode = Literal[
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
FileCode = Literal["not_utf8", "kind", "columns", "not_xlsx"]


class RowError(ValueError):
    """The row cannot be taken. `values` hold no personal data beyond the one value at fault."""

    def __init__(self, code: RowCode, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class MemberFileError(Exception):
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
