"""What pydantic finds wrong with a field, for staff who fill in forms and sheets."""

from typing import Any

from kb.content.fields import names_in_messages

_NAMES = names_in_messages()
_KINDS = {
    "missing": "缺少『{name}』",
    "string_too_short": "『{name}』不能是空的",
    "too_short": "『{name}』不能是空的",
    "extra_forbidden": "不认识『{field}』这一栏",
    "date": "『{name}』要写成 2026-11-24 这样的日期",
    "literal_error": "『{name}』不能是『{input}』",
    "string_pattern_mismatch": "『{name}』只能用小写字母、数字、点和下划线",
}
"""Beginnings of pydantic's names of problems."""
_OTHER = "『{name}』填得不对"


def in_chinese(problem: Any) -> str:
    """One problem of pydantic's list."""
    place = problem["loc"]
    names = {
        "name": next((_NAMES[part] for part in reversed(place) if part in _NAMES), ""),
        "field": place[-1] if place else "",
        "input": problem.get("input"),
    }
    return _wording(problem).format(**names)


def _wording(problem: Any) -> str:
    chinese = getattr(problem.get("ctx", {}).get("error"), "chinese", "")
    kinds = (text for head, text in _KINDS.items() if problem["type"].startswith(head))
    return chinese or next(kinds, _OTHER)
