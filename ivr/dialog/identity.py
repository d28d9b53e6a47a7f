"""A member number and a birth date told in running words: 帮我查7921742180这张卡，生日1975年8月12日."""

import re
from dataclasses import dataclass
from datetime import date

from speech.digits.fusion import Hypothesis, of_said
from speech.entities.dates import parse_date
from speech.entities.digits import MEMBER_NUMBER_LENGTH, parse_digits
from speech.entities.text import plain

_BREAKS = re.compile("[，,。；;、 ]+|这张卡|生日|出生(?:日期|年月)?|(?<=卡)号?[是]?")
_BIRTH_DIGITS = 8


@dataclass(frozen=True)
class Told:
    """What words tell of who calls."""

    number: Hypothesis | None = None
    """A whole number; it is still to be read back."""
    born: str = ""
    """An ISO date, or ''."""


def told_in(text: str, today: date) -> Told:
    """The number and the birth date that `text` tells; nothing of either that is not whole."""
    number, rest = "", []
    for part in filter(None, _BREAKS.split(plain(text))):
        digits = parse_digits(part, MEMBER_NUMBER_LENGTH).digits
        if not number and len(digits) in (
            MEMBER_NUMBER_LENGTH,
            MEMBER_NUMBER_LENGTH + _BIRTH_DIGITS,
        ):
            number = digits[:MEMBER_NUMBER_LENGTH]
            rest.append(digits[MEMBER_NUMBER_LENGTH:])
        else:
            rest.append(part)
    days = (parse_date(part, today, kind="birth").value for part in rest if part)
    born = next((day.isoformat() for day in days if day), "")
    return Told(of_said(number) if number else None, born)
