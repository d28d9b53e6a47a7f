"""What `hotline parse` prints: one JSON-able object per text."""

from collections.abc import Callable
from datetime import date
from typing import Any

from speech.entities.dates import parse_date
from speech.entities.digits import parse_digits
from speech.entities.yesno import parse_yes_no


def parse_cli(kind: str, text: str, today: date) -> dict[str, Any]:
    """Parse `text` as 'digits', 'date' or 'yesno'; the result is under 'value', None without one.

    Raises `ValueError` for another kind.
    """
    if kind not in _KINDS:
        raise ValueError(f"unknown kind {kind!r}: one of {', '.join(_KINDS)}")
    return {"kind": kind, "text": text, **_KINDS[kind](text, today)}


def _digits(text: str, today: date) -> dict[str, Any]:
    heard = parse_digits(text)
    return {
        "value": heard.digits if heard.complete else None,
        "complete": heard.complete,
        "heard": heard.digits,
        "why": heard.why,
        "uncertain": list(heard.uncertain),
    }


def _date(text: str, today: date) -> dict[str, Any]:
    # Neither an accident nor a birth date is known to be asked for: any day since 1900 will do.
    parsed = parse_date(text, today, kind="any")
    return {
        "value": parsed.value.isoformat() if parsed.value else None,
        "reason": parsed.reason,
        "ask": parsed.ask,
        "candidates": [day.isoformat() for day in parsed.candidates],
        "today": today.isoformat(),
    }


def _yes_no(text: str, today: date) -> dict[str, Any]:
    return {"value": parse_yes_no(text)}


_KINDS: dict[str, Callable[[str, date], dict[str, Any]]] = {
    "digits": _digits,
    "date": _date,
    "yesno": _yes_no,
}
