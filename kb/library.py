"""The knowledge base as loaded from its content files: illnesses, phrases, answer entries.

Receives a folder of YAML files, emits a `Library`, or every fault at once. Only what is published
is in a library; drafts and retired items are checked and left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb import phrases
from kb.consistency import faults_between
from kb.files import WORDS, Content, collect
from kb.reading import Fault, KnowledgeError
from kb.schema import Coverage, IllnessItem, Item
from kb.schema import Entry as EntryItem

__all__ = ["CONTENT", "Entry", "Fault", "Illness", "KnowledgeError", "Library", "Phrase"]

CONTENT = Path(__file__).parent / "content"

COVERAGE = "illness.coverage"


@dataclass(frozen=True)
class Illness:
    """One illness callers may name."""

    id: str
    name: str
    aliases: tuple[str, ...]
    vague: tuple[str, ...]
    """Further names, which may also mean something else."""
    listed: str
    """'A' (in class A and B), 'B' (only class B), '' = on no list."""
    delicate: bool = False
    """Never guessed by its sound: to be asked about it would offend."""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it may be called, its name first."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *self.vague)))


@dataclass(frozen=True, order=True)
class Phrase:
    """One way to ask something. `text` may contain the slot '{illness}'."""

    text: str
    topic: str
    illness: str
    aspect: str


@dataclass(frozen=True)
class Entry:
    """One answer, ready to be spoken."""

    id: str
    name: str
    """How the hotline names the question when it asks back."""
    pieces: tuple[str, ...]
    """Empty where a service answers instead."""
    sms: str
    verified: bool
    covered: str
    """Illnesses only: 'A', 'B', 'no' (on no list) or 'unclear'. Else ''."""
    valid_from: date | None
    valid_to: date | None


Key = tuple[str, str, str]
"""Topic, illness, aspect."""


@dataclass(frozen=True)
class Library:
    """All published knowledge."""

    illnesses: tuple[Illness, ...]
    phrases: tuple[Phrase, ...]
    entries: Mapping[Key, Entry]
    doubts: tuple[str, ...] = ()
    """Words beside the name of an illness that leave open whether it is the covered one."""
    asking: tuple[str, ...] = ()
    """Words one of which every question about an illness holds, if it asks for the benefit."""
    themselves: tuple[str, ...] = ()
    """Words that sound like the name of an illness and are none: 生病 is not 肾病."""

    recovered: tuple[str, ...] = ()
    """Words that tell an illness went by without leaving anything behind."""
    passed: tuple[str, ...] = ()
    """Words that tell somebody died of the illness that is named, which stands as 这种病."""
    danger: tuple[str, ...] = ()
    """Words of somebody in danger right now."""
    over: tuple[str, ...] = ()
    """Words beside `danger` that tell of something past, or ask for the benefit."""
    despair: tuple[str, ...] = ()
    """Words of a person in despair."""
    asked: tuple[str, ...] = ()
    """Words beside `despair` that ask about a rule."""

    def listed_illnesses(self) -> list[Illness]:
        """Every illness on a list, class A first."""
        return [i for listed in "AB" for i in self.illnesses if i.listed == listed]


def load(path: Path = CONTENT) -> Library:
    """The library of the content folder `path`. Raises `KnowledgeError` listing all faults."""
    return build(collect(path))


def check(path: Path = CONTENT) -> list[Fault]:
    """Everything wrong with the content folder `path`; empty when all is well."""
    try:
        load(path)
    except KnowledgeError as error:
        return error.faults
    return []


def build(content: Content) -> Library:
    """Join checked items into a library. Raises `KnowledgeError`."""
    expanded, unexpandable = phrases.expanded(content)
    faults = content.faults + unexpandable + faults_between(content, expanded)
    if faults:
        raise KnowledgeError(sorted(faults, key=lambda f: (f.file, f.line, f.message)))
    basis = content.basis[0].value
    illnesses = [placed.value for placed in content.illnesses if _published(placed.value)]
    return Library(
        illnesses=tuple(map(_illness, illnesses)),
        phrases=tuple(
            Phrase(p.text, *p.key) for p in phrases.unique(expanded) if _published(p.item)
        ),
        entries=_entries(content, basis) | _coverage_entries(content, illnesses, basis),
        **{name: tuple(dict.fromkeys(getattr(content, name))) for name in WORDS},
    )


def _published(item: Item) -> bool:
    return item.status == "published"


def _illness(item: IllnessItem) -> Illness:
    listed = item.listed if item.listed in ("A", "B") else ""
    return Illness(item.id, item.name, item.aliases, item.vague, listed, item.delicate)


def _entries(content: Content, basis: str) -> dict[Key, Entry]:
    published = [placed.value for placed in content.entries if _published(placed.value)]
    return {(e.topic, "", e.aspect): _entry(e, basis) for e in published if e.topic != "none"}


def _entry(item: EntryItem, basis: str) -> Entry:
    words = {"basis": "" if item.verified else basis}
    return Entry(
        id=item.id,
        name=item.name,
        pieces=tuple(filled(piece, words) for piece in item.pieces),
        sms=filled(item.sms, words),
        verified=bool(item.verified),
        covered="",
        valid_from=item.valid_from,
        valid_to=item.valid_to,
    )


def _coverage_entries(
    content: Content, illnesses: list[IllnessItem], basis: str
) -> dict[Key, Entry]:
    wording = {c.value.listed: c.value for c in content.coverage if _published(c.value)}
    return {
        (COVERAGE, illness.id, ""): _coverage_entry(illness, wording[illness.listed], basis)
        for illness in illnesses
        if illness.listed in wording
    }


def _coverage_entry(illness: IllnessItem, wording: Coverage, basis: str) -> Entry:
    verified = bool(illness.verified and wording.verified)
    words = {"basis": "" if verified else basis, "illness": illness.name}
    return Entry(
        id=f"{wording.id}:{illness.id}",
        name=filled(wording.name, words),
        pieces=tuple(filled(piece, words) for piece in wording.pieces),
        sms=filled(wording.sms, words),
        verified=verified,
        covered=illness.listed or "no",
        valid_from=max((d for d in (illness.valid_from, wording.valid_from) if d), default=None),
        valid_to=min((d for d in (illness.valid_to, wording.valid_to) if d), default=None),
    )


def filled(text: str, words: Mapping[str, str]) -> str:
    """`text` with each {name} replaced by its word."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text
