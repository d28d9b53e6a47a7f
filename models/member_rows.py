"""One row of a members' file: a member in one coverage period, checked."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.member import MEMBER_NUMBER_LENGTH, CardState, Person
from models.member_faults import RowCode, RowError
from models.member_guards import one_line

_MAX = {"name": 50, "employer": 200}
_OLDEST_BIRTH = date(1900, 1, 1)
_SHOWN = 40
"""Characters of a wrong value that are shown."""
_GAPS = re.compile(r"\s|(?<=[0-9])-(?=[0-9])")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[0-9]{10})")
_PLAN = re.compile(r"([AB])(?:类|档|款|计划)?")
_HOUR = r"(?:[\sT]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAYS = tuple(
    re.compile(form + _HOUR)
    for form in (
        r"([0-9]{4})([0-9]{2})([0-9]{2})",
        r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})",
        r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
        r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})",
        r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?",
    )
)
_MASKED_ID = re.compile(r"(?=(?:.*\*){4})[0-9*]{17}[0-9X*]|(?=(?:.*\*){4})[0-9*]{15}")
_CHINESE_STATES = {
    "有效": CardState.VALID,
    "正常": CardState.VALID,
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
    """Check one row of texts. Raises `RowError` with all that is wrong."""
    reading = _Fields(row)
    person = Person(
        number=reading.number(),
        name=reading.words("name"),
        employer=reading.words("employer"),
        birth_date="",
        mobile=reading.mobile(),
        id_masked=reading.id_masked(),
    )
    plan, state = reading.plan(), reading.state()
    born, starts, ends = (reading.day(c) for c in ("birth_date", "covered_from", "covered_to"))
    if starts and ends and ends < starts:
        reading.wrong("ends_first")
    if born and not _OLDEST_BIRTH <= born < (starts or date.max):
        reading.wrong("birth", day=born)
    if reading.faults or not (born and starts and ends):
        raise RowError(reading.faults)
    return MemberRow(replace(person, birth_date=born.isoformat()), plan, state, starts, ends)


class _Fields:
    """The fields of one row, and what is wrong with them."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self._row = row
        self.faults: list[tuple[RowCode, dict[str, Any]]] = []

    def wrong(self, code: RowCode, **values: Any) -> None:
        """Note a fault."""
        self.faults.append((code, values))

    def number(self) -> str:
        """10 digits. An apostrophe before them is somebody's way to keep zeros."""
        number = _GAPS.sub("", self._value("number").lstrip("'’‘`"))
        if not number.isascii() or not number.isdigit():
            self.wrong("not_digits", value=_short(number))
        elif len(number) < MEMBER_NUMBER_LENGTH:
            self.wrong("zeros_lost", count=len(number))
        elif len(number) > MEMBER_NUMBER_LENGTH:
            self.wrong("too_many_digits", count=len(number))
        return number

    def words(self, column: str) -> str:
        """A name, letter for letter as it is written."""
        words = one_line(self._row.get(column) or "")
        if not words or len(words) > _MAX[column]:
            self.wrong("words", column=column, most=_MAX[column])
        return words

    def plan(self) -> str:
        """A or B."""
        text = self._value("plan")
        found = _PLAN.fullmatch(text.upper())
        if not found:
            self.wrong("plan", value=_short(text.upper()))
            return ""
        return found[1]

    def state(self) -> str:
        """A `CardState`."""
        text = self._value("state").lower()
        state = _CHINESE_STATES.get(text.removeprefix("已"), text)
        if state not in list(CardState):
            self.wrong("state", value=_short(text), known=", ".join(CardState))
        return str(state)

    def day(self, column: str) -> date | None:
        """A day, the year first; what a spreadsheet adds of an hour is left away."""
        text = self._value(column)
        found = next((match for form in _DAYS if (match := form.fullmatch(text))), None)
        try:
            if found:
                return date(*map(int, found.groups()))
        except ValueError:
            pass  # no such day
        self.wrong("date", column=column, value=_short(text))
        return None

    def mobile(self) -> str:
        """11 digits or nothing."""
        text = _GAPS.sub("", self._value("mobile").lstrip("'’‘`"))
        found = _MOBILE.fullmatch(text)
        if text and not found:
            self.wrong("mobile")
        return found[1] if found else ""

    def id_masked(self) -> str:
        """An identity number with stars, or nothing."""
        text = self._value("id_masked").upper()
        if text and not _MASKED_ID.fullmatch(text):
            self.wrong("id_masked")
        return text

    def _value(self, column: str) -> str:
        """Full-width digits and letters as ordinary ones."""
        text = self._row.get(column) or ""
        return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
