"""What is wrong with a members' file, in the words of the command line."""

from models.member_faults import FileCode, MemberFileError, RowCode, RowFault
from models.member_import import MembersRefusedError

REASONS: dict[RowCode, str] = {
    # One row by itself.
    "not_digits": "number {value!r} is not 10 digits",
    "zeros_lost": "number has {count} digits, not 10: zeros in front are lost unless the cells are text",
    "too_many_digits": "number has {count} digits, not 10",
    "words": "{column} is empty or longer than {most} characters",
    "plan": "plan {value!r} is not A or B",
    "state": "state {value!r} is none of {known}",
    "date": "{column} {value!r} is no date (YYYY-MM-DD)",
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
FILE_REASONS: dict[FileCode, str] = {
    "not_utf8": "{path} is not UTF-8: save it as CSV UTF-8",
    "kind": "{path}: wants a .csv or .xlsx file",
    "columns": "{path}: columns missing: {names}",
    "not_xlsx": "{path} is not a readable XLSX file: {fault}",
}


def told(error: Exception) -> str:
    """The whole message: every line at fault, or the file; other errors as they are."""
    match error:
        case MembersRefusedError():
            return "\n".join([*_lines(error), "Nothing was imported."])
        case MemberFileError():
            return FILE_REASONS[error.code].format(**error.values)
    return str(error)


def _lines(error: MembersRefusedError) -> list[str]:
    faults = sorted(error.faults.shown, key=lambda fault: fault.line)
    lines = [f"line {fault.line}: {_reason(fault)}" for fault in faults]
    more = error.faults.count - len(lines)
    return [*lines, f"and {more} more"] if more else lines


def _reason(fault: RowFault) -> str:
    return REASONS[fault.code].format(**fault.values)
