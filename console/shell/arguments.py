"""What people type and addresses say, as numbers, days and digits: whatever stands there, no error.

Input methods write digits and letters full width; the database's whole numbers end somewhere, and it
holds no character NUL.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Request

LARGEST = 2**31 - 1
"""The largest number of a row."""
MAX_PAGE = 100_000
COUNTRY_CODE = "86"
AREA_CODE = "21"
"""Shanghai's: people leave it out."""
_LOCAL_DIGITS = 8
_MOBILE_DIGITS = 11
_WHOLE = (4, _LOCAL_DIGITS, 10)
"""Digits by which something is found: the end of a number, a local number or a reference, a member number."""
_DIGITS = 10


class RowNumber(IntegerConverter):
    """A number in an address: of a row, so neither endless nor in the digits of all scripts."""

    regex = r"[0-9]{1,10}"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"max": LARGEST, **kwargs})  # type: ignore[arg-type]


def plain(text: str) -> str:
    """Full-width characters as ordinary ones, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def digits_of(text: str) -> str:
    """All digits in what somebody typed, as ordinary ones."""
    return "".join(c for c in plain(text) if c.isascii() and c.isdigit())


def only_number(text: str) -> str:
    """The digits of what is a number and nothing else, however it is written; else ''."""
    return "" if _BESIDE_DIGITS.sub("", plain(text)) else digits_of(text)


def is_part_of_a_number(text: str) -> bool:
    """Whether it is neither a whole number of any kind nor the last four digits of one."""
    digits = only_number(text)
    return bool(digits) and len(digits) not in _WHOLE and len(digits) < _MOBILE_DIGITS


def numbers_meant(digits: str) -> set[str]:
    """A phone number as it may have been meant: with or without the country's or the city's code."""
    bare = digits.lstrip("0")
    meant = {bare}
    if bare.startswith(COUNTRY_CODE) and len(bare) > _LOCAL_DIGITS + len(COUNTRY_CODE):
        meant.add(bare.removeprefix(COUNTRY_CODE).lstrip("0"))
    if len(digits) == _LOCAL_DIGITS:
        meant.add(AREA_CODE + digits)
    return meant


def whole_number(values: Mapping[str, str], name: str) -> int | None:
    """The number of a row; None where it is missing, not a number, or larger than any row has."""
    text = plain(values.get(name) or "")
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        return None
    number = int(text)
    return number if number <= LARGEST else None


def page_number(values: Mapping[str, str]) -> int:
    """Which page of a list; the first where that is no number, the last one there can be at most."""
    text = plain(values.get("page") or "")
    if not text.isascii() or not text.isdigit():
        return 0
    return min(int(text[:_DIGITS]), MAX_PAGE)


def day(text: str) -> date | None:
    """Read a day: 2026-01-31, also 2026/1/31, 2026.1.31, 2026年1月31日. None if it is not a day."""
    parts = plain(text).translate(_SEPARATORS).rstrip("-").split("-")
    if len(parts) == 1 and len(parts[0]) == len("20260131"):
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    try:
        year, month, of_month = (int(part) for part in parts if part.isascii())
        return date(year, month, of_month)
    except (ValueError, OverflowError):
        return None


def holds_nul(request: Request) -> bool:
    """Whether anything that was sent has the character NUL, which no text has."""
    fields: tuple[MultiDict[str, str], ...] = (request.args, request.form)
    sent = (
        text for part in fields for name, value in part.items(multi=True) for text in (name, value)
    )
    return "\0" in request.path or any("\0" in text for text in sent)


_BESIDE_DIGITS = re.compile(r"[0-9+\s()/.·,;、—–‐‑―-]")
_SEPARATORS = str.maketrans("/.年月日", "-----")
