"""YAML read with the line of every value, so that a fault can be pointed at."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kb.errors import KbError

MAX_DEPTH = 20
MAX_VALUES = 500_000
"""What no content file reaches; aliases in a small file may stand for more than memory holds."""

Place = tuple[str | int, ...]
"""Keys and list positions that lead from the top of a file to a value."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the content, said so that its author can mend it."""

    file: str
    line: int
    """1-based; 0 when the fault belongs to no line."""
    message: str
    chinese: str = ""
    """The message for staff; empty where only whoever edits files can come across it."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(KbError):
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

    def fault(self, place: Place, message: str, chinese: str = "") -> Fault:
        """A fault at `place`, or at the nearest place above it that is in the file."""
        while place and place not in self._lines:
            place = place[:-1]
        return Fault(self.file, self._lines.get(place, 1), message, chinese)

    def part(self, file: str, *place: str | int) -> "Document":
        """What stands at `place`, as if it were a file of its own; lines stay those of the whole."""
        data = self.data
        for step in place:
            data = data[step]
        size = len(place)
        lines = {p[size:]: line for p, line in self._lines.items() if p[:size] == place}
        return Document(file, data, lines)


class Written(NamedTuple):
    """A place in a document at which something was written."""

    document: Document
    place: Place = ()

    def at(self, *inside: str | int) -> "Written":
        """The place that `inside` leads to from this one."""
        return Written(self.document, (*self.place, *inside))

    def fault(self, inside: Place, message: str, chinese: str = "") -> Fault:
        """A fault at the place that `inside` leads to from this one."""
        return self.document.fault((*self.place, *inside), message, chinese)


def read(path: Path) -> tuple[Document, list[Fault]]:
    """Read one file. Broken YAML and repeated keys come back as faults, never as an exception."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _nothing(path), [
            Fault(path.name, 0, f"cannot be read: {error}", "文件读不出来，要用 UTF-8 编码的文本")
        ]
    return read_text(path.name, text)


def read_text(file: str, text: str) -> tuple[Document, list[Fault]]:
    """As `read`, for text already at hand."""
    if _deepest(text) > MAX_DEPTH:
        return Document(file, {}, {}), [_too_much(file)]
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(file, {}, {}), []
        lines: dict[Place, int] = {}
        faults: list[Fault] = []
        _walk(node, (), file, lines, faults)
        return Document(file, loader.construct_document(node), lines), faults
    except _TooMuchError:
        return Document(file, {}, {}), [_too_much(file)]
    except yaml.YAMLError as error:
        return Document(file, {}, {}), [_broken(file, error)]
    except ValueError as error:
        # The loader makes a date of what looks like one; 2026-02-30 does not exist.
        message = f"bad value: {error}; write it in quotes"
        return Document(file, {}, {}), [Fault(file, 1, message, "有一个日期不存在，请改正")]
    finally:
        loader.dispose()


class _TooMuchError(KbError):
    """More values, or deeper ones, than content has."""


def _too_much(file: str) -> Fault:
    message = "more values than the content has, or one inside the other without end"
    return Fault(file, 1, message, "文件里的层次太深，或者引用太多，不是热线的知识文件")


def _deepest(text: str) -> int:
    """How many levels there are. Where it is no YAML, up to there: the loader says what is wrong."""
    depth = deepest = 0
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            deepest = max(deepest, depth)
            if depth > MAX_DEPTH:
                break
    except yaml.YAMLError:
        pass
    return deepest


def _nothing(path: Path) -> Document:
    return Document(path.name, {}, {})


def _broken(file: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error)
    hint = "check the indentation and put text with : [ ] { } < > in 'single quotes'"
    chinese = "不是正确的 YAML：请检查缩进，带有 : [ ] { } < > 的文字要放在单引号里"
    return Fault(file, mark.line + 1 if mark else 1, f"not valid YAML: {what}; {hint}", chinese)


def _walk(
    node: yaml.Node, place: Place, file: str, lines: dict[Place, int], faults: list[Fault]
) -> None:
    if len(place) > MAX_DEPTH or len(lines) > MAX_VALUES:
        raise _TooMuchError
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*place, index), file, lines, faults)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(
                    problem="a name is wanted before the colon", problem_mark=key.start_mark
                )
            if key.value in seen:
                message = f"'{key.value}' is given twice; keep one of the two"
                chinese = f"『{key.value}』写了两次，请留一个"
                faults.append(Fault(file, key.start_mark.line + 1, message, chinese))
            seen.add(key.value)
            _walk(value, (*place, key.value), file, lines, faults)
