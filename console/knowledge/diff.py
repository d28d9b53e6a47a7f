"""What one version of an item says and another does not, field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from console.knowledge.form import LISTS, FormField, fields_of, shown
from kb.content.fields import STATES_FACTS
from models.knowledge import Section

_WHOLE = re.compile("[0-9.]+|[零〇一二两三四五六七八九十百千万]+|.", re.DOTALL)
"""What changes as a whole: a number, or one character."""


@dataclass(frozen=True)
class Difference:
    """One field that differs."""

    label: LazyString | str
    lines: list[Markup]
    """What is gone is in <del>, what is new in <ins>; unchanged lines of lists are left out."""


def differences(
    section: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[Difference]:
    """All fields that differ; None stands for an item that is not there."""
    was, now = _field_texts(section, before), _field_texts(section, after)
    names = {f.name: f for f in (*_fields(section, before), *_fields(section, after))}
    return [
        Difference(field.label, _lines(field, was.get(name, ""), now.get(name, "")))
        for name, field in names.items()
        if was.get(name, "") != now.get(name, "")
    ]


def _fields(section: str, body: Mapping[str, Any] | None) -> list[FormField]:
    if body is None:
        return []
    fields = fields_of(section, body)
    if section in STATES_FACTS:
        fields.append(FormField("verified", _l("核对"), "line"))
    return fields


def _field_texts(section: str, body: Mapping[str, Any] | None) -> dict[str, str]:
    if body is None:
        return {}
    verified = body.get("verified")
    who = f"{verified['by']} {verified['when']}" if isinstance(verified, dict) else ""
    told = {**shown(section, body), "verified": who}
    if section == Section.ILLNESSES:
        told["listed"] = str(LISTS.get(told["listed"], told["listed"]))
    return told


def _lines(field: FormField, before: str, after: str) -> list[Markup]:
    if field.kind != "lines":
        return [_inside(before, after)]
    old, new = before.splitlines(), after.splitlines()
    lines: list[Markup] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == d - c:
            lines += [_inside(was, now) for was, now in zip(old[a:b], new[c:d], strict=True)]
        elif kind != "equal":
            lines += [_mark("del", line) for line in old[a:b]]
            lines += [_mark("ins", line) for line in new[c:d]]
    return lines


def _inside(before: str, after: str) -> Markup:
    """Two texts as one, with what is gone and what is new."""
    pieces = []
    old, new = _WHOLE.findall(before), _WHOLE.findall(after)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(escape("".join(old[a:b])))
            continue
        pieces += [_mark("del", "".join(old[a:b]))] if a < b else []
        pieces += [_mark("ins", "".join(new[c:d]))] if c < d else []
    return Markup("").join(pieces)


def _mark(tag: str, text: str) -> Markup:
    # `text` is escaped by `format`; the tag is our own.
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), text)  # nosec B704
