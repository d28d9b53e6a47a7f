"""Faults that show only when all content is seen together."""

from collections.abc import Iterator

from kb.files import Content, Placed
from kb.phrases import Expanded
from kb.reading import Fault
from kb.schema import SPOKEN_ELSEWHERE, Item


def faults_between(content: Content, sentences: list[Expanded]) -> list[Fault]:
    """Repeated ids, clashing aliases, texts with two meanings, kinds of illness without wording."""
    return [
        *_repeated_ids(content),
        *_rival_entries(content),
        *_two_meanings(sentences),
        *_wording(content),
        *_stray_slots(content),
    ]


def _repeated_ids(content: Content) -> Iterator[Fault]:
    seen: dict[str, Placed] = {}
    items: list[Placed] = [*content.entries, *content.illnesses, *content.coverage]
    for placed in items:
        first = seen.setdefault(placed.value.id, placed)
        if first is not placed:
            other = first.fault("")
            message = (
                f"id '{placed.value.id}' is already used at {other.file}:{other.line}; "
                "choose another"
            )
            yield placed.fault(message, "id")


def _rival_entries(content: Content) -> Iterator[Fault]:
    """Two published answers to the same question: the caller could hear either."""
    seen: dict[tuple[str, str], Placed] = {}
    for placed in content.entries:
        entry = placed.value
        if entry.status != "published" or entry.topic == "none":
            continue
        first = seen.setdefault((entry.topic, entry.aspect), placed)
        if first is not placed:
            message = (
                f"{entry.topic} {entry.aspect} is already answered by '{first.value.id}'; "
                "retire one of the two"
            )
            yield placed.fault(message, "topic")


def _two_meanings(sentences: list[Expanded]) -> Iterator[Fault]:
    seen: dict[str, Expanded] = {}
    for sentence in sentences:
        if sentence.item.status == "retired":
            continue
        first = seen.setdefault(sentence.text, sentence)
        if first.key != sentence.key:
            message = (
                f"'{sentence.text}' already belongs to '{first.item.id}'; "
                "it can mean only one of the two, delete it here or there"
            )
            yield sentence.fault_at.fault(message, *sentence.place)


def _wording(content: Content) -> Iterator[Fault]:
    if not content.basis:
        yield Fault("coverage.yaml", 0, "'basis:' is missing: the lead-in of unverified answers")
    for extra in content.basis[1:]:
        yield extra.fault(f"'basis:' is already in {content.basis[0].document.file}")
    kinds = {placed.value.listed for placed in content.coverage if _spoken(placed.value)}
    for placed in content.illnesses:
        if _spoken(placed.value) and placed.value.listed not in kinds:
            message = f"no published coverage wording for listed: '{placed.value.listed}'"
            yield placed.fault(message, "listed")
    for wording in content.coverage:
        rivals = [c for c in content.coverage if c.value.listed == wording.value.listed]
        if len([c for c in rivals if _spoken(c.value)]) > 1:
            message = f"more than one published wording for listed: '{wording.value.listed}'"
            yield wording.fault(message, "listed")


def _spoken(item: Item) -> bool:
    return item.status == "published"


def _stray_slots(content: Content) -> Iterator[Fault]:
    """A placeholder that nothing fills would be read out to the caller."""
    for placed in content.entries:
        entry = placed.value
        if entry.topic.startswith(SPOKEN_ELSEWHERE):
            continue
        for index, piece in enumerate(entry.pieces):
            yield from _stray(placed, piece, ("{basis}",), "pieces", index)
        yield from _stray(placed, entry.sms, ("{basis}",), "sms")
    for wording in content.coverage:
        for index, piece in enumerate(wording.value.pieces):
            yield from _stray(wording, piece, ("{basis}", "{illness}"), "pieces", index)


def _stray(placed: Placed, text: str, known: tuple[str, ...], *place: str | int) -> Iterator[Fault]:
    for slot in known:
        text = text.replace(slot, "")
    if "{" in text or "}" in text:
        yield placed.fault(f"only {' and '.join(known)} may stand in braces here", *place)
