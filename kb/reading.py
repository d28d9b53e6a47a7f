"""YAML read with the line of every value, so that a fault can be pointed at."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]
"""Keys and list positions that lead from the top of a file to a value."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the content, said so that its author can mend it."""

    file: str
    line: int
    """1-based; 0 when the fault belongs to no line."""
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(Exception):
    """The content cannot be used; `faults` lists everything wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Document:
    """One YAML file: its data, and where each value stands."""

    def __init__(self, file: str, data: Any, lines: dict[Place, int]) -> None:
        self.file = file
        self.data = data
        self._lines = lines

    def fault(self, place: Place, message: str) -> Fault:
        """A fault at `place`, or at the nearest place above it that is in the file."""
        while place and place not in self._lines:
            place = place[:-1]
        return Fault(self.file, self._lines.get(place, 1), message)


def read(path: Path) -> tuple[Document, list[Fault]]:
    """Read one file. Broken YAML and repeated keys come back as faults, never as an exception."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _nothing(path), [Fault(path.name, 0, f"cannot be read: {error}")]
    return read_text(path.name, text)


def read_text(file: str, text: str) -> tuple[Document, list[Fault]]:
    """As `read`, for text already at hand."""
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(file, {}, {}), []
        lines: dict[Place, int] = {}
        faults: list[Fault] = []
        _walk(node, (), file, lines, faults)
        return Document(file, loader.construct_document(node), lines), faults
    except yaml.YAMLError as error:
        return Document(file, {}, {}), [_broken(file, error)]
    except ValueError as error:
        # The loader turns what looks like a date into one, and 2026-02-30 is none.
        return Document(file, {}, {}), [Fault(file, 1, f"bad value: {error}; write it in quotes")]
    finally:
        loader.dispose()


def _nothing(path: Path) -> Document:
    return Document(path.name, {}, {})


def _broken(file: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error)
    hint = "check the indentation and put text with : [ ] { } < > in 'single quotes'"
    return Fault(file, mark.line + 1 if mark else 1, f"not valid YAML: {what}; {hint}")


def _walk(
    node: yaml.Node, place: Place, file: str, lines: dict[Place, int], faults: list[Fault]
) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*place, index), file, lines, faults)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                message = f"'{key.value}' is given twice; keep one of the two"
                faults.append(Fault(file, key.start_mark.line + 1, message))
            seen.add(key.value)
            _walk(value, (*place, key.value), file, lines, faults)
