"""How the changing parts of a prompt are spoken."""

from datetime import date
from typing import Any

from speech.spoken.digits import read_back_groups
from speech.voice import Phrase, count_phrases, date_phrases, number_phrases


def phrases_of_slot(kind: str, value: Any) -> list[Phrase]:
    """The phrases for a slot of `kind`. Raises `KeyError` for an unknown kind."""
    return _KINDS[kind](value)


def _text(value: str) -> list[Phrase]:
    return [Phrase(value)]


def _named(name: str) -> list[Phrase]:
    return [Phrase(f"{name}，")]


def _digits(value: str) -> list[Phrase]:
    return number_phrases([value])


def _grouped(value: str) -> list[Phrase]:
    return number_phrases(read_back_groups(value))


def _choices(names: list[str]) -> list[Phrase]:
    return [Phrase(f"{name}，请按{key}。") for key, name in enumerate(names, start=1)]


def _date(value: str) -> list[Phrase]:
    return date_phrases(date.fromisoformat(value))


_KINDS = {
    "text": _text,
    "named": _named,
    "digits": _digits,
    "member": _grouped,
    "phone": _grouped,
    "date": _date,
    "count": count_phrases,
    "choices": _choices,
}
