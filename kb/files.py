"""Content files read and checked one by one: YAML in, checked items with their places out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from kb.in_chinese import in_chinese
from kb.reading import Document, Fault, Place, read
from kb.schema import Case, Coverage, Defaults, Entry, IllnessItem, Item

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

SECTIONS: dict[str, type[Item]] = {
    "entries": Entry,
    "illnesses": IllnessItem,
    "coverage": Coverage,
}
"""Lists of items a file may have, beside `defaults`, `tests`, `lists`, `basis` and the lists of `WORDS`."""
WORDS = (
    "doubts",
    "asking",
    "themselves",
    "recovered",
    "passed",
    "danger",
    "over",
    "despair",
    "asked",
)
"""Lists of single words: what they are for, `Library` says."""


class Placed(NamedTuple, Generic[T]):
    """A checked value and where it was written."""

    value: T
    document: Document
    place: Place

    def fault(self, message: str, *inside: str | int, chinese: str = "") -> Fault:
        """A fault at this value, or at a place inside it."""
        return self.document.fault((*self.place, *inside), message, chinese)


@dataclass
class Content:
    """Everything in the content files that passed its own check, and every fault so far."""

    entries: list[Placed[Entry]] = field(default_factory=list)
    illnesses: list[Placed[IllnessItem]] = field(default_factory=list)
    coverage: list[Placed[Coverage]] = field(default_factory=list)
    tests: list[Placed[Case]] = field(default_factory=list)
    lists: dict[str, Placed[tuple[str, ...]]] = field(default_factory=dict)
    basis: list[Placed[str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    asking: list[str] = field(default_factory=list)
    themselves: list[str] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    danger: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    despair: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def collect(folder: Path) -> Content:
    """Read every *.yaml of `folder`, in the order of their names."""
    documents, faults = read_folder(folder)
    content = gather(documents)
    content.faults += faults
    return content


def read_folder(folder: Path) -> tuple[list[Document], list[Fault]]:
    """Every *.yaml of `folder`, in the order of their names."""
    documents, faults = [], []
    for path in sorted(folder.glob("*.yaml")):
        document, broken = read(path)
        documents.append(document)
        faults += broken
    if not documents:
        faults.append(Fault(str(folder), 0, "no .yaml file here; is the path right?"))
    return documents, faults


def gather(documents: Iterable[Document]) -> Content:
    """Check documents, wherever they come from."""
    content = Content()
    for document in documents:
        add(content, document)
    return content


def add(content: Content, document: Document) -> None:
    """Check one file and add what is in it to `content`."""
    data = document.data
    if not isinstance(data, dict):
        message = "must be sections like 'entries:'"
        content.faults.append(document.fault((), message, "要分成 entries: 这样的几栏"))
        return
    known = (*SECTIONS, "tests", "defaults", "lists", "basis", *WORDS)
    for key in data:
        if key not in known:
            message = f"unknown section '{key}'; known: {', '.join(known)}"
            content.faults.append(document.fault((key,), message, f"不认识『{key}』这一栏"))
    defaults = _defaults(content, document)
    for section, model in SECTIONS.items():
        for place, raw in _items(content, document, section):
            item = _checked(content, document, place, model, {**defaults, **raw})
            if item is not None:
                getattr(content, section).append(Placed(item, document, place))
    for place, raw in _items(content, document, "tests"):
        case = _checked(content, document, place, Case, raw)
        if case is not None:
            content.tests.append(Placed(case, document, place))
    _add_lists(content, document)
    if isinstance(data.get("basis"), str):
        content.basis.append(Placed(data["basis"], document, ("basis",)))
    for name in WORDS:
        words = data.get(name) or []
        if isinstance(words, list) and all(isinstance(word, str) and word for word in words):
            getattr(content, name).extend(words)
        else:
            message = f"'{name}' must be a list of words"
            content.faults.append(document.fault((name,), message, f"『{name}』要是一列词"))


def _defaults(content: Content, document: Document) -> dict[str, Any]:
    raw = document.data.get("defaults") or {}
    checked = _checked(content, document, ("defaults",), Defaults, raw)
    return dict(raw) if checked is not None else {}


def _items(content: Content, document: Document, section: str) -> list[tuple[Place, dict]]:
    raw = document.data.get(section) or []
    if not isinstance(raw, list):
        message = f"'{section}' must be a list of '- id:'"
        content.faults.append(document.fault((section,), message, f"『{section}』要是一列条目"))
        return []
    found: list[tuple[Place, dict]] = []
    for index, item in enumerate(raw):
        if isinstance(item, dict):
            found.append(((section, index), item))
        else:
            message = "must be an item with 'id:' and other fields"
            content.faults.append(document.fault((section, index), message, "要写成一个条目"))
    return found


def _checked(
    content: Content, document: Document, place: Place, model: type[M], raw: Any
) -> M | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for problem in error.errors():
            content.faults.append(_told(document, place, problem))
        return None


def _told(document: Document, place: Place, problem: Any) -> Fault:
    """One pydantic problem in the words of someone who edits YAML."""
    where = tuple(part for part in problem["loc"])
    name = ".".join(str(part) for part in where)
    match problem["type"]:
        case "extra_forbidden":
            message = f"unknown field '{name}'; correct its spelling or delete it"
        case "missing":
            message = f"'{name}' is missing; add it here or under 'defaults:'"
        case "value_error":
            message = problem["msg"].removeprefix("Value error, ")
        case _:
            message = f"'{name}': {problem['msg']} (found {problem['input']!r})"
    return document.fault((*place, *where), message, in_chinese(problem))


def _add_lists(content: Content, document: Document) -> None:
    lists = document.data.get("lists") or {}
    for name, words in lists.items() if isinstance(lists, dict) else ():
        place = ("lists", name)
        if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
            message = f"list '{name}' must hold words"
            content.faults.append(document.fault(place, message, f"词表『{name}』里只能写词"))
        elif name in content.lists:
            other = content.lists[name].document.file
            message = f"list '{name}' is already in {other}; give it another name"
            content.faults.append(document.fault(place, message, f"词表『{name}』已经有了"))
        else:
            content.lists[name] = Placed(tuple(words), document, place)
