"""What an item says as fields of a form, and back. Lists are one line each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from kb.content import fields
from kb.content.deadlines import COUNTED
from kb.content.fields import SOURCE, YES_NO_WORDS, asked_in_forms
from models.knowledge import Section

MAX_PIECE = 60
"""Characters somebody can follow in one breath; longer ones are told to the editor."""
_SOURCE = tuple(field.name for field in SOURCE)
_PERIOD = (fields.VALID_FROM.name, fields.VALID_TO.name)


@dataclass(frozen=True)
class FormField:
    """One field of a form, in the language of whoever fills it in."""

    name: str
    label: LazyString | str
    kind: str
    """As in `kb.content.fields`."""
    hint: LazyString | str = ""


LISTS = {
    "A": _l("A 类和 B 类都保"),
    "B": _l("只有 B 类保"),
    "": _l("不在公布的范围里"),
    "unclear": _l("现有资料没有写清"),
}


def fields_of(section: str, body: Mapping[str, Any]) -> list[FormField]:
    """The fields of an item; those of word lists are what the item holds."""
    known = {
        field.name: FormField(
            field.name, _l(field.asked), field.kind, _l(field.hint) if field.hint else ""
        )
        for field in asked_in_forms(section)
    }
    if section == Section.ENTRIES and not _has_limit(body):
        del known[fields.LIMIT.name]
    if section != Section.WORDS:
        return list(known.values())
    return [
        known.get(name) or FormField(name, name, "line" if isinstance(value, str) else "lines")
        for name, value in _flat(body).items()
    ]


def _has_limit(body: Mapping[str, Any]) -> bool:
    return body.get("aspect") == "deadline" and body.get("topic") in COUNTED


def shown(section: str, body: Mapping[str, Any]) -> dict[str, str]:
    """What the form shows: every field as text."""
    values = _flat(body) if section == Section.WORDS else {**body, **(body.get("source") or {})}
    return {field.name: _as_text(values.get(field.name)) for field in fields_of(section, body)}


def filled_in(
    section: str, body: Mapping[str, Any], form: Mapping[str, str], by: str, today: date
) -> dict[str, Any]:
    """The body as the form changes it. Fields the form has not stay as they are.

    What was compared with its source and then changed is not verified any more.
    """
    values = {
        field.name: _value(field, form[field.name])
        for field in fields_of(section, body)
        if field.name in form
    }
    if section == Section.WORDS:
        return _nested(body, values)
    changed = {**body, **{n: v for n, v in values.items() if n not in _SOURCE}}
    if section == Section.TESTS:
        return {name: value for name, value in changed.items() if value not in ("", [])}
    held = body.get("source") or {}
    changed["source"] = {part: values.get(part, held.get(part, "")) for part in _SOURCE}
    changed = {n: v for n, v in changed.items() if v or n not in _PERIOD}
    wanted = form.get("verified", "")
    if wanted == "now":
        changed["verified"] = {"by": by, "when": today.isoformat()}
    elif wanted == "no" or facts_changed(section, body, changed):
        changed["verified"] = False
    return changed


def facts_changed(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a change touches what is compared with the source."""
    was, now = shown(section, before), shown(section, after)
    facts = (field.name for field in asked_in_forms(section) if field.fact)
    return any(was.get(name, "") != now.get(name, "") for name in facts)


def too_long(spoken: Sequence[str]) -> list[int]:
    """Lines of an answer, from 1, that nobody can follow in one breath as they are spoken."""
    return [n for n, piece in enumerate(spoken, 1) if len(piece) > MAX_PIECE]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    if value is True:
        return YES_NO_WORDS[True]
    return str(value or "")


def _value(field: FormField, text: str) -> Any:
    if field.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if field.kind == "yesno":
        return bool(text)
    return " ".join(text.split())


def _flat(body: Mapping[str, Any]) -> dict[str, Any]:
    """Word lists side by side: `lists` is one level deeper than the others."""
    flat: dict[str, Any] = {}
    for name, value in body.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": words for inner, words in value.items()}
        else:
            flat[name] = value
    return flat


def _nested(body: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in body.items():
        if isinstance(value, dict):
            nested[name] = {
                inner: values.get(f"{name}.{inner}", words) for inner, words in value.items()
            }
        else:
            nested[name] = values.get(name, value)
    return nested
