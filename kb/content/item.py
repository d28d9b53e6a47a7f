"""One item of the knowledge as somebody wrote it: what files, sheets and the database all hold.

An item's body has the fields of the content file, dates as texts, without id and status. What a file
says for all of its items (lists, lead-in, doubts) is an item of its own, and so is each content test.
"""

from dataclasses import dataclass, field
from typing import Any

from kb.content.yaml_with_lines import Fault, Written

WORDS, TESTS = "words", "tests"
"""Sections whose items have no id and no status of their own in content files."""
NEW_FILE = "staff.yaml"
"""The file for items that staff began, when everything is exported."""


@dataclass(frozen=True)
class ContentItem:
    """One item of the knowledge, its body still unchecked."""

    id: str
    """Empty where a file or a sheet gives none."""
    section: str
    """entries, illnesses, coverage, words or tests."""
    file: str
    """The content file it stands in when everything is exported."""
    position: int
    """Place within the file."""
    status: str
    """draft, published or retired."""
    body: dict[str, Any]
    written: Written | None = field(default=None, compare=False, repr=False)
    """Where it was read from; None for an item of the database."""

    def fault(self, message: str, *place: str | int, chinese: str = "") -> Fault:
        """Describe a fault at `place` inside the body: by file and line, or by the item's id."""
        if self.written is None:
            return Fault(self.id, 1, message, chinese)
        return self.written.fault(place, message, chinese)

    def as_json(self) -> dict[str, Any]:
        """The item as plain data, from which `ContentItem(**data)` makes it again."""
        names = ("id", "section", "file", "position", "status", "body")
        return {name: getattr(self, name) for name in names}

    def as_written(self) -> dict[str, Any]:
        """The item as a content file of its own has it: section -> what stands there."""
        if self.section == WORDS:
            return self.body
        if self.section == TESTS:
            return {TESTS: [self.body]}
        return {self.section: [{"id": self.id, "status": self.status, **self.body}]}
