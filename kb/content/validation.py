"""Items checked one by one, wherever they come from: written items in, `Content` out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from kb.content.deadlines import TimeLimit
from kb.content.in_chinese import in_chinese
from kb.content.item import TESTS, WORDS, ContentItem
from kb.content.schema import Case, CoverageItem, EntryItem, IllnessItem, Words
from kb.content.yaml_with_lines import Fault

T_co = TypeVar("T_co", bound=BaseModel, covariant=True)

MODELS: dict[str, type[BaseModel]] = {
    "entries": EntryItem,
    "illnesses": IllnessItem,
    "coverage": CoverageItem,
    WORDS: Words,
    TESTS: Case,
}
"""Section -> the schema of its items."""


class Checked(NamedTuple, Generic[T_co]):
    """An item that passed the check of its own fields."""

    item: ContentItem
    value: T_co
    """What it says."""


@dataclass
class Content:
    """All items that passed their own check, by section, and every fault so far."""

    entries: list[Checked[EntryItem]] = field(default_factory=list)
    illnesses: list[Checked[IllnessItem]] = field(default_factory=list)
    coverage: list[Checked[CoverageItem]] = field(default_factory=list)
    words: list[Checked[Words]] = field(default_factory=list)
    tests: list[Checked[Case]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """The lists that sentence templates name."""
        return {n: texts for words in self.words for n, texts in words.value.lists.items()}

    @property
    def limits(self) -> dict[str, TimeLimit]:
        """The time limits that are counted, by topic."""
        published = (e for _, e in self.entries if e.status == "published")
        return {entry.topic: entry.limit for entry in published if entry.limit}


def validated(items: Iterable[ContentItem], faults: Iterable[Fault] = ()) -> Content:
    """Check every item by itself. `faults` were found when the items were read."""
    content = Content(faults=list(faults))
    for item in items:
        try:
            value = MODELS[item.section].model_validate(_as_model(item))
        except ValidationError as error:
            content.faults += [_fault(item, problem) for problem in _problems(error)]
        else:
            getattr(content, item.section).append(Checked(item, value))
    return content


def _problems(error: ValidationError) -> list[Any]:
    """What is wrong. That a filled-in form is not simply False, nobody has to know."""
    noise = ("literal_error", "literal[False]")
    kept = [p for p in error.errors() if not (p["type"] == noise[0] and noise[1] in p["loc"])]
    return kept or error.errors()


def _as_model(item: ContentItem) -> dict[str, Any]:
    if item.section in (WORDS, TESTS):
        return item.body
    head = {"id": item.id, "status": item.status}
    return {**{name: value for name, value in head.items() if value}, **item.body}


def _fault(item: ContentItem, problem: Any) -> Fault:
    return item.fault(wording(problem), *problem["loc"], chinese=in_chinese(problem))


def wording(problem: Any) -> str:
    """One of pydantic's problems in the words of someone who edits YAML."""
    name = ".".join(str(part) for part in problem["loc"])
    match problem["type"]:
        case "extra_forbidden":
            return f"unknown field '{name}'; correct its spelling or delete it"
        case "missing":
            return f"'{name}' is missing; add it here or under 'defaults:'"
        case "value_error":
            message = str(problem["msg"].removeprefix("Value error, "))
            return f"'{name}': {message}" if name else message
        case _:
            return f"'{name}': {problem['msg']} (found {problem['input']!r})"
