"""Everything an utterance may mean, for people to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from console.shell.context import services
from kb.content.answers import name_of
from kb.content.library import COVERAGE

NONE = "none"


@dataclass(frozen=True)
class Meaning:
    """One choice."""

    topic: str
    illness: str = ""
    aspect: str = ""

    @property
    def code(self) -> str:
        """As a form sends it."""
        return "|".join((self.topic, self.illness, self.aspect))


def choices() -> dict[str, dict[str, str]]:
    """Group -> code -> name, in the order of the knowledge; what has no name cannot be meant."""
    library = services().knowledge.current.library
    named = {Meaning(*key): entry.name for key, entry in library.entries.items() if entry.name}
    return {
        _("其他"): {Meaning(NONE).code: _("与热线无关，或听不出来")},
        _("问题"): {m.code: name for m, name in named.items() if m.topic != COVERAGE},
        _("疾病"): {m.code: name for m, name in named.items() if m.topic == COVERAGE},
    }


def meaning_of(code: str) -> Meaning | None:
    """The meaning of a code that can be chosen now."""
    known = {code for group in choices().values() for code in group}
    return Meaning(*code.split("|")) if code in known else None


def name(topic: str, illness: str, aspect: str) -> str:
    """How the hotline names it; a meaning it no longer knows is named by its codes."""
    if topic == NONE:
        return _("与热线无关，或听不出来")
    found = name_of(services().knowledge.current.library, topic, illness, aspect)
    return found or " / ".join(_parts(topic, illness, aspect))


def _parts(*codes: str) -> Iterator[str]:
    return (code for code in codes if code)
