"""Every way to ask that the content holds, patterns expanded."""

from collections.abc import Iterable
from typing import NamedTuple

from kb.content.schema import Entry, IllnessItem, Item
from kb.content.seed_files import Content, Placed
from kb.content.templates import TemplateError, expand
from kb.content.yaml_with_lines import Fault, Place
from kb.contract import Meaning


class Expanded(NamedTuple):
    """One sentence, what it asks, and where it was written."""

    text: str
    meaning: Meaning
    item: Item
    fault_at: Placed
    place: Place
    """Place inside the item."""


def expanded(content: Content) -> tuple[list[Expanded], list[Fault]]:
    """All sentences of all items, with repetitions; and patterns that cannot be expanded."""
    lists = {name: placed.value for name, placed in content.lists.items()}
    found: list[Expanded] = []
    faults: list[Fault] = []
    for placed in content.entries:
        for place, text in _lines(placed.value):
            try:
                sentences = expand(text, lists) if place[0] == "patterns" else [text]
            except TemplateError as error:
                chinese = f"句式『{text}』：{error.chinese}"
                message = f"pattern '{text}': {error}"
                faults.append(placed.fault(message, *place, chinese=chinese))
                continue
            meaning = Meaning(placed.value.topic, aspect=placed.value.aspect)
            found += [Expanded(s, meaning, placed.value, placed, place) for s in sentences]
    for sick in content.illnesses:
        for place, text in _names(sick.value):
            meaning = Meaning("illness.coverage", sick.value.id)
            found.append(Expanded(text, meaning, sick.value, sick, place))
    return found, faults


def unique(sentences: Iterable[Expanded]) -> list[Expanded]:
    """The first of each text and meaning."""
    return list({(s.text, s.meaning): s for s in reversed(list(sentences))}.values())[::-1]


def _lines(entry: Entry) -> list[tuple[Place, str]]:
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
