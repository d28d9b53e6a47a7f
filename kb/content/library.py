"""The knowledge base as loaded from its content files: illnesses, phrases, answer entries.

Receives a folder of YAML files, emits a `Library`, or every fault at once. Only what is published
is in a library; drafts and retired items are checked and left out.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kb.content import expand
from kb.content.checks import faults_between
from kb.content.deadlines import Limits, slots_spoken, slots_written
from kb.content.item import ContentItem
from kb.content.schema import COVERAGE, CoverageItem, EntryItem, IllnessItem, Item, Words
from kb.content.seed_files import CONTENT, read_folder, read_tests
from kb.content.validation import Content, validated
from kb.content.yaml_with_lines import Fault, KnowledgeError
from kb.contract import NONE, Meaning

_WORD_LISTS = tuple(name for name in Words.model_fields if name not in ("basis", "lists"))


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
    meaning: Meaning


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


@dataclass(frozen=True)
class Library:
    """All published knowledge."""

    illnesses: tuple[Illness, ...]
    phrases: tuple[Phrase, ...]
    entries: Mapping[Meaning, Entry]
    doubts: tuple[str, ...] = ()
    """Words beside the name of an illness that leave open whether it is the covered one."""
    asking: tuple[str, ...] = ()
    """A question about an illness that asks for the benefit holds at least one of these words."""
    themselves: tuple[str, ...] = ()
    """Words that sound like the name of an illness and name no illness: 生病 is not 肾病."""
    recovered: tuple[str, ...] = ()
    """Words that tell an illness went by without leaving anything behind."""
    passed: tuple[str, ...] = ()
    """Words that tell somebody died of the illness that is named, which stands as 这种病."""
    signs: tuple[str, ...] = ()
    """Names that tell how an illness showed, or what was done about it: beside another one named in the
    sentence (中风瘫在床上), that one is asked about."""
    limits: Limits = field(default_factory=dict)
    """What dates are counted with, and texts name."""

    def listed_illnesses(self) -> list[Illness]:
        """Every illness on a list, class A first."""
        return [i for listed in "AB" for i in self.illnesses if i.listed == listed]


def load(path: Path = CONTENT) -> Library:
    """The library of the content folder `path`. Raises `KnowledgeError` listing all faults."""
    return build(validated(*read_folder(path)))


def check(path: Path = CONTENT) -> list[Fault]:
    """Everything wrong with the content folder `path`; empty when all is well."""
    try:
        load(path)
    except KnowledgeError as error:
        return error.faults
    return []


def read_items(content: Path, tests: Path) -> list[ContentItem]:
    """All items of a content folder and of a folder of content tests, which may be missing.

    Raises `KnowledgeError` listing all faults.
    """
    items, faults = read_folder(content)
    sayings, broken = read_tests(tests)
    build(validated([*items, *sayings], [*faults, *broken]))
    return [*items, *sayings]


def library_of(items: Iterable[ContentItem]) -> Library:
    """The library of the items. Raises `KnowledgeError` listing all faults."""
    return build(validated(items))


def build(content: Content) -> Library:
    """Join checked items into a library. Raises `KnowledgeError`."""
    sentences, unexpandable = expand.expanded(content)
    faults = content.faults + unexpandable + faults_between(content, sentences)
    if faults:
        raise KnowledgeError(sorted(faults, key=lambda f: (f.file, f.line, f.message)))
    words = [words for _, words in content.words]
    basis = next(w.basis for w in words if w.basis is not None)
    illnesses = [illness for _, illness in content.illnesses if _published(illness)]
    return Library(
        illnesses=tuple(map(_illness, illnesses)),
        phrases=tuple(
            Phrase(s.text, s.meaning) for s in expand.unique(sentences) if _published(s.of.value)
        ),
        entries=_entries(content, basis) | _coverage_entries(content, illnesses, basis),
        limits=content.limits,
        **{name: _each_once(getattr(w, name) for w in words) for name in _WORD_LISTS},
    )


def _each_once(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(itertools.chain.from_iterable(lists)))


def _published(item: Item) -> bool:
    return item.status == "published"


def _illness(item: IllnessItem) -> Illness:
    listed = item.listed if item.listed in ("A", "B") else ""
    return Illness(item.id, item.name, item.aliases, item.vague, listed, item.delicate)


def _entries(content: Content, basis: str) -> dict[Meaning, Entry]:
    published = [entry for _, entry in content.entries if _published(entry)]
    return {
        Meaning(e.topic, aspect=e.aspect): _entry(e, basis, content.limits)
        for e in published
        if e.topic != NONE
    }


def _entry(item: EntryItem, basis: str, limits: Limits) -> Entry:
    words = {"basis": "" if item.verified else basis}
    spoken = words | slots_spoken(limits)
    return Entry(
        id=item.id,
        name=item.name,
        pieces=tuple(filled(piece, spoken) for piece in item.pieces),
        sms=filled(item.sms, words | slots_written(limits)),
        verified=bool(item.verified),
        covered="",
        valid_from=item.valid_from,
        valid_to=item.valid_to,
    )


def _coverage_entries(
    content: Content, illnesses: list[IllnessItem], basis: str
) -> dict[Meaning, Entry]:
    wording = {kind.listed: kind for _, kind in content.coverage if _published(kind)}
    return {
        Meaning(COVERAGE, illness.id): _coverage_entry(illness, wording[illness.listed], basis)
        for illness in illnesses
        if illness.listed in wording
    }


def _coverage_entry(illness: IllnessItem, wording: CoverageItem, basis: str) -> Entry:
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
