"""Everything an utterance may mean, for people to choose from."""

from flask_babel import gettext as _

from console.shell.context import services
from kb.content.answers import name_of
from kb.content.library import COVERAGE
from kb.contract import NONE, NOTHING_MEANT, Meaning


def code(meaning: Meaning) -> str:
    """A meaning as a form sends it."""
    return "|".join(meaning)


def choices() -> dict[str, dict[str, str]]:
    """Group -> code -> name, in the order of the knowledge; what has no name cannot be meant."""
    library = services().knowledge.current.library
    named = {meaning: entry.name for meaning, entry in library.entries.items() if entry.name}
    return {
        _("其他"): {code(NOTHING_MEANT): _("与热线无关，或听不出来")},
        _("问题"): {code(m): name for m, name in named.items() if m.topic != COVERAGE},
        _("疾病"): {code(m): name for m, name in named.items() if m.topic == COVERAGE},
    }


def other_names() -> list[tuple[str, str]]:
    """(code, all names of the illness) of every illness that can be meant."""
    illnesses = services().knowledge.current.library.illnesses
    return [(code(Meaning(COVERAGE, one.id)), " ".join(one.names)) for one in illnesses]


def meaning_of(sent: str) -> Meaning | None:
    """The meaning of a code that can be chosen now."""
    known = {known for group in choices().values() for known in group}
    return Meaning(*sent.split("|")) if sent in known else None


def name(meaning: Meaning) -> str:
    """How the hotline names it; a meaning it no longer knows is named by its codes."""
    if meaning.topic == NONE:
        return _("与热线无关，或听不出来")
    library = services().knowledge.current.library
    return name_of(library, meaning) or " / ".join(filter(None, meaning))
