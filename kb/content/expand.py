"""Every way to ask that the content holds, patterns expanded."""

from collections.abc import Iterable
from typing import NamedTuple

from kb.content.schema import COVERAGE, EntryItem, IllnessItem, Item
from kb.content.templates import TemplateError, expand
from kb.content.validation import Checked, Content
from kb.content.yaml_with_lines import Fault, Place
from kb.contract import Meaning


class Expanded(NamedTuple):
    """One sentence, what it asks, and where it was written."""

    text: str
    meaning: Meaning
    of: Checked[Item]
    place: Place
    """Place inside the item."""


def expanded(content: Content) -> tuple[list[Expanded], list[Fault]]:
    """All sentences of all items, with repetitions; and patterns that cannot be expanded."""
    lists = content.lists
    found: list[Expanded] = []
    faults: list[Fault] = []
    for entry in content.entries:
        for place, text in _lines(entry.value):
            try:
                sentences = expand(text, lists) if place[0] == "patterns" else [text]
            except TemplateError as error:
                chinese = f"句式『{text}』：{error.chinese}"
                message = f"pattern '{text}': {error}"
                faults.append(entry.item.fault(message, *place, chinese=chinese))
                continue
            meaning = Meaning(entry.value.topic, aspect=entry.value.aspect)
            found += [Expanded(s, meaning, entry, place) for s in sentences]
    for sick in content.illnesses:
        for place, text in _names(sick.value):
            found.append(Expanded(text, Meaning(COVERAGE, sick.value.id), sick, place))
    return found, faults


def unique(sentences: Iterable[Expanded]) -> list[Expanded]:
    """The first of each text and meaning."""
    return list({(s.text, s.meaning): s for s in reversed(list(sentences))}.values())[::-1]


def _lines(entry: EntryItem) -> list[tuple[Place, str]]:
    return [
        ((field, index), text)
        for field in ("aliases", "examples", "patterns")
        for index, text in enumerate(getattr(entry, field))
    ]


def _names(illness: IllnessItem) -> list[tuple[Place, str]]:
    others = [
        ((field, index), text)
        for field in ("aliases", "vague")
        for index, text in enumerate(getattr(illness, field))
    ]
    return [(("name",), illness.name), *others]
