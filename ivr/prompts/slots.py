"""How the changing parts of a prompt are spoken."""

from collections.abc import Callable
from datetime import date
from typing import Any

from speech.entities.digits import group_digits
from speech.tts.voice import Phrase, count_phrases, date_phrases, number_phrases, ordinal_phrases

_ENDS = ("。", "？", "！", "，", "；", "：", "、")


def phrases_of_slot(kind: str, value: Any, then: str = "") -> list[Phrase]:
    """The phrases for a slot of `kind`; `then` is the text behind it.

    Raises `KeyError` for an unknown kind.
    """
    if kind == "text":
        # A name inside a sentence leads on; what a caller told ends where it ends.
        ends = "" if value.endswith(_ENDS) else "。"
        return [Phrase(f"{value}，" if then else f"{value}{ends}")]
    if kind == "date":
        return date_phrases(date.fromisoformat(value), last=not then or then[0] in "，。、？")
    return _KINDS[kind](value)


def _digits(value: str) -> list[Phrase]:
    return number_phrases([value])


def _grouped(value: str) -> list[Phrase]:
    return number_phrases(group_digits(value.removeprefix("+86")))


def _choices(names: list[str]) -> list[Phrase]:
    return [Phrase(f"{name}，按{key}。") for key, name in enumerate(names, start=1)]


_KINDS: dict[str, Callable[[Any], list[Phrase]]] = {
    "digits": _digits,
    "member": _grouped,
    "phone": _grouped,
    "count": count_phrases,
    "ordinal": ordinal_phrases,
    "choices": _choices,
}
