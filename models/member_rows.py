"""One row of a members' file: a member in one coverage period, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.member import MEMBER_NUMBER_LENGTH, CardState, Person
from models.member_faults import RowError

NEEDED = (
    "number",
    "name",
    "employer",
    "plan",
    "state",
    "birth_date",
    "mobile",
    "covered_from",
    "covered_to",
)
OPTIONAL = ("id_masked",)
COLUMNS = (*NEEDED, *OPTIONAL)

_MAX = {"name": 50, "employer": 200}
_OLDEST_BIRTH = date(1900, 1, 1)
_MOBILE = re.compile(r"1\d{10}")
_MASKED_ID = re.compile(r"(?=(?:.*\*){4})[0-9*]{17}[0-9X*]|(?=(?:.*\*){4})[0-9*]{15}")
_CHINESE_STATES = {
    "有效": CardState.VALID,
    "挂失": CardState.LOST,
    "注销": CardState.CANCELLED,
    "转移": CardState.MOVED,
    "过期": CardState.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member and one coverage period."""

    person: Person
    plan: str
    state: str
    covered_from: date
    covered_to: date


def parse(row: Mapping[str, str]) -> MemberRow:
    """Check one row of texts. Raises `RowError` with the first fault."""
    born = _date(row, "birth_date")
    starts, ends = _date(row, "covered_from"), _date(row, "covered_to")
    if ends < starts:
        raise RowError("ends_first")
    if not _OLDEST_BIRTH <= born < starts:
        raise RowError("birth", day=born)
    person = Person(
        number=_number(row),
        name=_words(row, "name"),
        employer=_words(row, "employer"),
        birth_date=born.isoformat(),
        mobile=_matching(row, "mobile", _MOBILE),
        id_masked=_matching(row, "id_masked", _MASKED_ID),
    )
    return MemberRow(person, _plan(row), _state(row), starts, ends)


def _value(row: Mapping[str, str], column: str) -> str:
    return (row.get(column) or "").strip()


def _number(row: Mapping[str, str]) -> str:
    number = _value(row, "number")
    if not number.isascii() or not number.isdigit():
        raise RowError("not_digits", value=number)
    if len(number) < MEMBER_NUMBER_LENGTH:
        raise RowError("zeros_lost", count=len(number))
    if len(number) > MEMBER_NUMBER_LENGTH:
        raise RowError("too_many_digits", count=len(number))
    return number


def _words(row: Mapping[str, str], column: str) -> str:
    words = _value(row, column)
    if not words or len(words) > _MAX[column]:
        raise RowError("words", column=column, most=_MAX[column])
    return words


def _plan(row: Mapping[str, str]) -> str:
    plan = _value(row, "plan").upper()
    if plan not in ("A", "B"):
        raise RowError("plan", value=plan)
    return plan


def _state(row: Mapping[str, str]) -> str:
    state = _value(row, "state")
    if state in _CHINESE_STATES:
        return str(_CHINESE_STATES[state])
    if state not in list(CardState):
        raise RowError("state", value=state, known=", ".join(CardState))
    return state


def _date(row: Mapping[str, str], column: str) -> date:
    text = _value(row, column)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RowError("date", column=column, value=text) from error


def _matching(
    row: Mapping[str, str], column: Literal["mobile", "id_masked"], form: re.Pattern
) -> str:
    text = _value(row, column)
    if text and not form.fullmatch(text):
        raise RowError(column)
    return text
