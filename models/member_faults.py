"""What can be wrong with a members' file: codes with values, and what they mean in English.

Pages say it in their own language by the code.
"""

from dataclasses import dataclass, field
from typing import Any

REASONS = {
    # A line that is no row of the table.
    "quote": "a quotation mark is not closed, or stands alone: close it, or write two for one",
    "long": "the line has more than 100,000 characters: is this a table of members?",
    "fields": "{count} values, but the head has {most} columns: a value with a comma needs quotation marks",
    "line_break": "{column} has a line break: is a quotation mark missing? Else write it on one line",
    # One row by itself.
    "not_digits": "number {value!r} is not 10 digits",
    "zeros_lost": "number has {count} digits, not 10: zeros in front are lost unless the cells are text",
    "too_many_digits": "number has {count} digits, not 10",
    "words": "{column} is empty or longer than {most} characters",
    "plan": "plan {value!r} is not A or B",
    "state": "state {value!r} is none of {known}",
    "date": "{column} {value!r} is no date: write it as 2026-01-31",
    "ends_first": "coverage ends before it begins",
    "birth": "birth_date {day} cannot be right",
    "mobile": "mobile is not an 11-digit mobile number",
    "id_masked": "id_masked is not masked with at least 4 stars",
    "union_code": "union code {code} is not in the table",
    # A row beside others, in the file or on record.
    "same_number": "same number as line {other}, but person or state differ",
    "overlap": "coverage overlaps that of line {other}",
    "overlap_kept": "coverage overlaps the period {starts} to {ends} on record",
    "second_card": "the person of line {other} with a second valid card",
    "second_card_kept": "this person has a valid card under another number",
}
FILE_REASONS = {
    "not_utf8": "{path} is not UTF-8: save it as CSV UTF-8",
    "kind": "{path}: wants a .csv or .xlsx file",
    "columns": "{path}: columns missing: {names}",
    "twice": "{path}: columns that stand there twice: {names}. Leave one of each",
    "sheets": "{path}: several sheets hold members: {names}. Leave one of them",
    "not_xlsx": "{path} is not a readable XLSX file: {fault}",
}


class RowError(ValueError):
    """The row cannot be taken; says why, without showing personal data beyond the values at fault."""

    def __init__(self, faults: list[tuple[str, dict[str, Any]]]) -> None:
        super().__init__("; ".join(REASONS[code].format(**values) for code, values in faults))
        self.faults = faults
        """(code, values) of everything that is wrong."""


class MemberFileError(Exception):
    """The file as a whole cannot be read or written; says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(FILE_REASONS[code].format(**values))
        self.code = code
        self.values = values


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one line of the file."""

    line: int
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """In English."""
        return REASONS[self.code].format(**self.values)
