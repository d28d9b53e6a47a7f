"""Content as single items, as a database keeps them: out of content files and back into a library.

An item's body has the fields of the content file, dates as texts, without id and status. What a file
says for all of its items (lists, lead-in, doubts) is an item of its own, and so is each content test.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.content.library import Library, build
from kb.content.seed_files import SECTIONS, Content, gather, read_folder
from kb.content.yaml_with_lines import Document, KnowledgeError, read

WORDS, TESTS = "words", "tests"
"""Sections beside those of content files."""
_PLACES = ("topic", "illness", "aspect")


@dataclass(frozen=True)
class ContentItem:
    """One thing the hotline knows."""

    id: str
    section: str
    """entries, illnesses, coverage, words or tests."""
    file: str
    position: int
    """Place within the file."""
    status: str
    body: dict[str, Any]


def read_items(content: Path, tests: Path) -> list[ContentItem]:
    """All items of the content files and of the files of content tests.

    Raises `KnowledgeError` listing all faults. A missing folder of tests holds none.
    """
    documents, faults = read_folder(content)
    for path in sorted(tests.glob("*.yaml")):
        document, broken = read(path)
        faults += broken
        documents.append(Document(f"tests.{path.name}", {TESTS: document.data}, {}))
    if faults:
        raise KnowledgeError(faults)
    library_of_documents(documents)
    return items_of(documents)


def digest_of(*folders: Path) -> str:
    """Names the content of all *.yaml files in `folders`."""
    whole = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def items_of(documents: Iterable[Document]) -> list[ContentItem]:
    """The items of sound documents."""
    return [item for document in documents for item in _items(document)]


def documents_of(items: Iterable[ContentItem]) -> list[Document]:
    """One document for each item, so that a fault names the item."""
    return [Document(item.id, _as_written(item), {}) for item in items]


def content_of(items: Iterable[ContentItem]) -> Content:
    """The items, checked one by one; faults name the item as their file."""
    return gather(documents_of(items))


def library_of(items: Iterable[ContentItem]) -> Library:
    """The library of the items. Raises `KnowledgeError`; faults name the item as their file."""
    return build(content_of(items))


def library_of_documents(documents: Iterable[Document]) -> Library:
    """The same for documents."""
    return build(gather(documents))


def files_of(items: Iterable[ContentItem]) -> dict[str, dict[str, Any]]:
    """The items as content files, by name."""
    files: dict[str, dict[str, Any]] = {}
    for item in items:
        file = files.setdefault(item.file, {})
        for section, written in _as_written(item).items():
            if item.section == WORDS:
                file[section] = written
            else:
                file.setdefault(section, []).extend(written)
    return files


def _items(document: Document) -> Iterator[ContentItem]:
    data = document.data
    defaults = data.get("defaults") or {}
    words = {k: v for k, v in data.items() if k not in (*SECTIONS, TESTS, "defaults")}
    if words:
        yield ContentItem(
            f"{WORDS}:{document.file}", WORDS, document.file, 0, "published", _plain(words)
        )
    position = 0
    for section in SECTIONS:
        for raw in data.get(section) or []:
            body = _plain({**defaults, **raw})
            position += 1
            status = body.pop("status")
            yield ContentItem(body.pop("id"), section, document.file, position, status, body)
    seen: Counter[str] = Counter()
    for raw in data.get(TESTS) or []:
        body = _plain(raw)
        position += 1
        test = _test_id(document.file, body)
        seen[test] += 1
        number = f".{seen[test]}" if seen[test] > 1 else ""
        yield ContentItem(test + number, TESTS, document.file, position, "published", body)


def _test_id(file: str, body: dict[str, Any]) -> str:
    name = file.removeprefix("tests.").removesuffix(".yaml")
    meaning = ".".join(body[part] for part in _PLACES if body.get(part))
    return f"test:{name}:{meaning}"


def _as_written(item: ContentItem) -> dict[str, Any]:
    if item.section == WORDS:
        return item.body
    if item.section == TESTS:
        return {TESTS: [item.body]}
    return {item.section: [{"id": item.id, "status": item.status, **item.body}]}


def _plain(data: Any) -> Any:
    """As JSON has it: dates become texts."""
    return json.loads(json.dumps(data, default=str))
