"""All content as one YAML file: for an editor or another hotline, and back in without faults."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from kb.content.item import WORDS, ContentItem
from kb.content.library import build
from kb.content.seed_files import items_of
from kb.content.validation import validated
from kb.content.whole_files import write_whole
from kb.content.yaml_with_lines import Document, KnowledgeError, read_text

FORMAT = "hotline-knowledge-1"


def export(target: Path, items: Iterable[ContentItem]) -> None:
    """Write `items` to the one file `target`."""
    text = exported(items)
    write_whole(target, lambda file: file.write(text.encode()))


def exported(items: Iterable[ContentItem]) -> str:
    """`items` as the text of one file."""
    data = {"format": FORMAT, "files": _as_files(items)}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def read_export(name: str, text: str) -> list[ContentItem]:
    """The items of an exported file called `name`.

    Raises `KnowledgeError` listing all faults with their lines in that file.
    """
    document, faults = read_text(name, text)
    if faults:
        raise KnowledgeError(faults)
    items: list[ContentItem] = []
    for file in _files_in(document):
        found, broken = items_of(document.part(file, "files", file))
        items += found
        faults += broken
    build(validated(items, faults))
    return items


def _as_files(items: Iterable[ContentItem]) -> dict[str, dict[str, Any]]:
    """The items as content files, by name."""
    files: dict[str, dict[str, Any]] = {}
    for item in items:
        file = files.setdefault(item.file, {})
        for section, written in item.as_written().items():
            if item.section == WORDS:
                file[section] = written
            else:
                file.setdefault(section, []).extend(written)
    return files


def _files_in(document: Document) -> dict[str, Any]:
    data = document.data
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        message = f"not an export of the hotline: 'format: {FORMAT}' is missing"
        chinese = "不是本热线导出的文件（缺少 format 一行）"
        raise KnowledgeError([document.fault(("format",), message, chinese)])
    files = data.get("files")
    if not isinstance(files, dict) or not files:
        message = "'files:' holds no content"
        raise KnowledgeError([document.fault(("files",), message, "文件里没有内容")])
    bad = [name for name in files if not _is_plain_name(name)]
    if bad:
        raise KnowledgeError(
            [
                document.fault(
                    ("files", name),
                    f"'{name}' is not a file name like card.yaml",
                    f"『{name}』不是 card.yaml 这样的文件名",
                )
                for name in bad
            ]
        )
    return files


def _is_plain_name(name: object) -> bool:
    """Whether `name` is the name of a content file, without folders."""
    return isinstance(name, str) and name.endswith(".yaml") and Path(name).name == name
