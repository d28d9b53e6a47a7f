"""Content files: one way in for items. YAML with its lines in, written items and faults out."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kb.content.in_chinese import in_chinese
from kb.content.item import TESTS, WORDS, ContentItem
from kb.content.schema import Defaults, Words
from kb.content.validation import wording
from kb.content.yaml_with_lines import Document, Fault, Written, read

CONTENT = Path(__file__).parents[1] / "seed" / "content"
"""The content files a new database begins with."""
CONTENT_TESTS = CONTENT.parent / "tests"
"""What callers say and what must come of it: the content tests of `CONTENT`."""

_LISTED = ("entries", "illnesses", "coverage", TESTS)
"""Sections that are lists of items, in the order in which a file has them."""
_WORDS = tuple(Words.model_fields)
_MEANING = ("topic", "illness", "aspect")

Read = tuple[list[ContentItem], list[Fault]]
"""What could be read, and everything wrong with the rest."""


def read_folder(folder: Path) -> Read:
    """The items of every *.yaml in `folder`, in the order of the files' names."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        return [], [Fault(str(folder), 0, "no .yaml file here; is the path right?")]
    return _joined(map(_read_file, paths))


def read_tests(folder: Path) -> Read:
    """The content tests of every *.yaml in `folder`: each file is one list of them."""
    return _joined(map(_read_tests, sorted(folder.glob("*.yaml"))))


def items_of(document: Document) -> Read:
    """The items of one content file, in their order."""
    data, whole = document.data, Written(document)
    if not isinstance(data, dict):
        return [], [
            whole.fault((), "must be sections like 'entries:'", "要分成 entries: 这样的几栏")
        ]
    faults = list(_unknown_sections(document))
    defaults = _defaults(document, faults)
    items: list[ContentItem] = []
    for section in _LISTED:
        for written, raw in _in_list(data.get(section), whole.at(section), section, faults):
            given = raw if section == TESTS else {**defaults, **raw}
            items.append(_item(document.file, section, len(items) + 1, given, written))
    return [*_words_of(document), *_each_test_its_own(items)], faults


def digest_of(*folders: Path) -> str:
    """A hash of the content of all *.yaml files in `folders`."""
    whole = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _joined(parts: Iterable[Read]) -> Read:
    items: list[ContentItem] = []
    faults: list[Fault] = []
    for found, broken in parts:
        items += found
        faults += broken
    return items, faults


def _read_file(path: Path) -> Read:
    document, broken = read(path)
    items, faults = items_of(document)
    return items, broken + faults


def _read_tests(path: Path) -> Read:
    document, faults = read(path)
    raw = _in_list(document.data, Written(document), TESTS, faults)
    items = [
        _item(f"tests.{path.name}", TESTS, position, case, written)
        for position, (written, case) in enumerate(raw, 1)
    ]
    return list(_each_test_its_own(items)), faults


def _unknown_sections(document: Document) -> Iterator[Fault]:
    known = (*_LISTED, "defaults", *_WORDS)
    for key in document.data:
        if key not in known:
            message = f"unknown section '{key}'; known: {', '.join(known)}"
            yield document.fault((key,), message, f"不认识『{key}』这一栏")


def _defaults(document: Document, faults: list[Fault]) -> dict[str, Any]:
    """What items of the file take where they do not say it themselves."""
    raw = document.data.get("defaults") or {}
    try:
        Defaults.model_validate(raw)
    except ValidationError as error:
        faults += [
            document.fault(("defaults", *problem["loc"]), wording(problem), in_chinese(problem))
            for problem in error.errors()
        ]
        return {}
    return dict(raw)


def _in_list(
    raw: Any, written: Written, section: str, faults: list[Fault]
) -> Iterator[tuple[Written, dict[str, Any]]]:
    """The items of a list, each with its place; everything else goes to `faults`."""
    if not isinstance(raw or [], list):
        message = f"'{section}' must be a list of '- id:'"
        faults.append(written.fault((), message, f"『{section}』要是一列条目"))
        return
    for index, item in enumerate(raw or []):
        if isinstance(item, dict):
            yield written.at(index), item
        else:
            message = "must be an item with 'id:' and other fields"
            faults.append(written.fault((index,), message, "要写成一个条目"))


def _item(
    file: str, section: str, position: int, raw: dict[str, Any], written: Written
) -> ContentItem:
    body = _plain(raw)
    if section == TESTS:
        return ContentItem(_test_id(file, body), TESTS, file, position, "published", body, written)
    item_id, status = body.pop("id", ""), body.pop("status", "")
    return ContentItem(item_id, section, file, position, status, body, written)


def _words_of(document: Document) -> Iterator[ContentItem]:
    """What the file says for all of its items, as one item."""
    file, data = document.file, document.data
    words = {name: _plain(data[name]) for name in data if name in _WORDS and data[name] is not None}
    if words:
        yield ContentItem(f"{WORDS}:{file}", WORDS, file, 0, "published", words, Written(document))


def _test_id(file: str, body: dict[str, Any]) -> str:
    name = file.removeprefix("tests.").removesuffix(".yaml")
    meaning = ".".join(str(body[part]) for part in _MEANING if body.get(part))
    return f"test:{name}:{meaning}"


def _each_test_its_own(items: Iterable[ContentItem]) -> Iterator[ContentItem]:
    """Number the tests of one file that are of the same meaning."""
    seen: Counter[str] = Counter()
    for item in items:
        seen[item.id] += item.section == TESTS
        yield replace(item, id=f"{item.id}.{seen[item.id]}") if seen[item.id] > 1 else item


def _plain(data: Any) -> Any:
    """As JSON has it: dates become texts."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return str(data) if isinstance(data, date) else data
