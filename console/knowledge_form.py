"""What an item says as fields of a form, and back. Lists are one line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models.knowledge import Section

LONGEST_PIECE = 60
"""Characters somebody can follow in one breath; longer ones are told to the editor."""


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    name: str
    label: LazyString
    kind: str
    """line, lines, text, date, or what is chosen from."""
    hint: LazyString | str = ""
    fact: bool = False
    """Whoever changes it has to compare it with the source again."""


NAME = Field("name", _l("热线怎样称呼这个问题"), "line", _l("用在“您是想问，……，对吗？”里。"))
PIECES = Field(
    "pieces",
    _l("答案（一行一句）"),
    "lines",
    _l("每行一两个短句，不超过 60 个字。最后一行总会说，适合放“以职保会界定为准”。"),
    fact=True,
)
SMS = Field("sms", _l("短信"), "text", fact=True)
ALIASES = Field("aliases", _l("别名（一行一个）"), "lines", _l("写来电人怎么叫，不写医生怎么写。"))
EXAMPLES = Field("examples", _l("问法（一行一句）"), "lines", _l("来电人会怎么问，整句话。"))
PATTERNS = Field(
    "patterns",
    _l("句式（一行一个）"),
    "lines",
    _l("(a|b) 是 a 或 b，[a] 可有可无，<名字> 是词表，{illness} 是任何疾病。"),
)
LISTED = Field("listed", _l("保障类别"), "listed", fact=True)
DOCUMENT = Field("document", _l("来源文件"), "line", fact=True)
CLAUSE = Field("section", _l("页码或条款"), "line", fact=True)
FROM = Field("valid_from", _l("生效日"), "date", fact=True)
TO = Field("valid_to", _l("失效日（最后一天）"), "date", fact=True)
_SOURCE = (DOCUMENT, CLAUSE, FROM, TO)

FIELDS: dict[str, tuple[Field, ...]] = {
    Section.ENTRIES: (NAME, PIECES, SMS, ALIASES, EXAMPLES, PATTERNS, *_SOURCE),
    Section.ILLNESSES: (
        Field("name", _l("疾病名称"), "line", fact=True),
        LISTED,
        ALIASES,
        Field(
            "vague",
            _l("含糊的叫法（一行一个）"),
            "lines",
            _l("可能指别的病的叫法，热线会先问清楚。"),
        ),
        *_SOURCE,
    ),
    Section.COVERAGE: (NAME, PIECES, SMS, *_SOURCE),
    Section.TESTS: (
        Field("says", _l("来电人的说法（一行一句）"), "lines"),
        Field("decision", _l("热线应当怎样处理"), "decision"),
        Field("answer", _l("答案里必须有的词"), "line"),
        Field("known_failures", _l("还听不懂的说法（一行一句）"), "lines"),
    ),
}
LISTS = {
    "A": _l("A 类和 B 类都保"),
    "B": _l("只有 B 类保"),
    "": _l("不在公布的范围里"),
    "unclear": _l("现有资料没有写清"),
}


def fields_of(section: str, body: Mapping[str, Any]) -> list[Field]:
    """The fields of an item; those of word lists are what the item holds."""
    if section == Section.WORDS:
        return [
            Field(name, LABELS.get(name, name), "line" if isinstance(value, str) else "lines")
            for name, value in _flat(body).items()
        ]
    return list(FIELDS[section])


LABELS: dict[str, LazyString | str] = {
    "basis": _l("未核对的答案怎样开头"),
    "doubts": _l("让人拿不准的词（一行一个）"),
    "asking": _l("问保障才会说的词（一行一个）"),
    "themselves": _l("听上去像病名、其实不是的词（一行一个）"),
    "recovered": _l("说明已经好了的词（一行一个）"),
    "passed": _l("说明人已经去世的词，病名写成“这种病”（一行一个）"),
    "danger": _l("有危险的词，听到就先说120（一行一个）"),
    "over": _l("和危险的词在一起，说明是过去的事或者在问保障（一行一个）"),
    "despair": _l("想不开的词，听到就先安慰（一行一个）"),
    "asked": _l("和想不开的词在一起，说明是在问规定（一行一个）"),
}


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
    changed = {**body, **{n: v for n, v in values.items() if n not in ("document", "section")}}
    if section == Section.TESTS:
        return {name: value for name, value in changed.items() if value not in ("", [])}
    held = body.get("source") or {}
    changed["source"] = {
        part: values.get(part, held.get(part, "")) for part in ("document", "section")
    }
    changed = {n: v for n, v in changed.items() if not (n in ("valid_from", "valid_to") and not v)}
    wanted = form.get("verified", "")
    if wanted == "now":
        changed["verified"] = {"by": by, "when": today.isoformat()}
    elif wanted == "no" or facts_changed(section, body, changed):
        changed["verified"] = False
    return changed


def facts_changed(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a change touches what is compared with the source."""
    was, now = shown(section, before), shown(section, after)
    facts = (field.name for field in FIELDS.get(section, ()) if field.fact)
    return any(was[name] != now[name] for name in facts)


def too_long(body: Mapping[str, Any]) -> list[int]:
    """Lines of the answer, from 1, that nobody can follow in one breath."""
    pieces = body.get("pieces") or []
    return [n for n, piece in enumerate(pieces, 1) if len(piece) > LONGEST_PIECE]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return str(value or "")


def _value(field: Field, text: str) -> Any:
    if field.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
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
