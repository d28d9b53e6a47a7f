"""Asking one question until it is answered.

Handles everything a caller may do instead of answering: keep silent, mumble, ask for a repeat,
go back, go to the menu, want a person, or ask about something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from ivr.dialog import recording
from ivr.dialog.acts import Again, Ask, Asking, Keyed, Said, Say, Slots
from ivr.dialog.effect import look_up
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoPerson, GoTopic, Query
from ivr.dialog.lookups import Understand
from kb.contract import NONE, NOT_UNDERSTOOD, Decision, Understanding

TRIES = 3
"""After so many silences or misunderstandings in a row a person takes over."""

STORY_COMMAND_LENGTH = 8
"""In a free story, a longer utterance is never taken for a command such as "返回"."""


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Value(Generic[T_co]):
    """The answer, understood."""

    value: T_co


@dataclass(frozen=True)
class Problem:
    """Understood but not acceptable: the prompt says why, then the question is asked again."""

    prompt: str
    slots: Slots
    kind = "not accepted"

    def said(self, failures: int) -> Say:
        """How the caller is told."""
        return Say(self.prompt, self.slots)


@dataclass(frozen=True)
class Failed:
    """Not understood; the kind names the prompt family that says so."""

    kind: str
    """'silence', 'misheard' or 'wrong_key'."""

    def said(self, failures: int) -> Say:
        """How the caller is told, the second time differently."""
        return Say(f"{self.kind}.{failures}")


@dataclass(frozen=True)
class Repeated:
    """The question is to be asked again; nothing went wrong."""


Parsed = Value[T] | Problem | None
"""What a parser makes of an answer; None where it can make nothing of it."""
Parse = Callable[[Said | Keyed], Parsed[T]]
Heard = Value[T] | Problem | Failed | Repeated
"""What becomes of an answer."""
Asides = Callable[[Query], Asking[None]]


def question(ask: Ask, parse: Parse[T], aside: Asides | None = None) -> Asking[T]:
    """Ask until `parse` accepts; return the value.

    Another topic raises `GoTopic`, or, with `aside`, is answered on the spot before asking again.
    Raises the detours of `ivr.dialog.flow`.
    """

    def hear(act: Said) -> Asking[Heard[T]]:
        return (yield from _take_speech(act, ask, parse, aside))

    return (yield from ask_until(ask, parse, hear))


def ask_until(
    ask: Ask, take_keys: Callable[[Keyed], Parsed[T]], hear: Callable[[Said], Asking[Heard[T]]]
) -> Asking[T]:
    """The ladder itself: ask, ask differently, offer the keys, then raise `GoPerson`.

    `hear` makes of an utterance what the question needs: `Value`, `Problem`, `Failed`, `Repeated`.
    """
    failures = 0
    while True:
        act = yield replace(ask, attempt=min(failures, TRIES - 1))
        if recording.refused_by_key(act, ask):
            yield from recording.refuse()
            nothing: Any = recording.NOTHING  # what is recorded is always `Told`
            return nothing  # type: ignore[no-any-return]
        parsed: Heard[T]
        if isinstance(act, Keyed):
            parsed = yield from _take_keys(act, take_keys, ask.every_key_counts)
        elif isinstance(act, Said) and recording.refused(act):
            yield from recording.refuse()
            parsed = Repeated()
        elif isinstance(act, Said):
            parsed = yield from hear(act)
        else:
            parsed = Failed("silence")
        match parsed:
            case Value(value):
                return value
            case Problem() | Failed():
                failures += 1
                if failures >= TRIES:
                    raise GoPerson(parsed.kind)
                yield parsed.said(failures)
            case Repeated():
                failures = 0


def _take_keys(
    act: Keyed, parse: Callable[[Keyed], Parsed[T]], every_key_counts: bool
) -> Asking[Heard[T]]:
    match act.keys:
        case "*":
            raise GoBack
        case "#":
            raise GoMenu
        case "0" if not every_key_counts:
            raise GoPerson("key")
        case "9" if not every_key_counts:
            yield Again()
            return Repeated()
    return parse(act) or Failed("wrong_key")


def _take_speech(act: Said, ask: Ask, parse: Parse[T], aside: Asides | None) -> Asking[Heard[T]]:
    command_first = ask.record and len(act.text) <= STORY_COMMAND_LENGTH
    parsed = None if command_first else parse(act)
    if parsed:
        return parsed
    understood = yield from understand(act)
    if understood.decision == Decision.ANSWER:
        took = yield from _follow(understood, act.text, navigation_only=ask.record, aside=aside)
        if took:
            return took
    return (parse(act) if command_first else None) or Failed("misheard")


def _follow(
    understood: Understanding, said: str, navigation_only: bool, aside: Asides | None
) -> Asking[Repeated | None]:
    """Go where the caller's words lead; return None when they lead nowhere."""
    match understood.meaning.topic:
        case "operator":
            raise GoPerson("asked")
        case "nav.back":
            raise GoBack
        case "nav.menu":
            raise GoMenu
        case "nav.bye":
            raise GoodBye
        case "nav.repeat":
            yield Again()
            return Repeated()
    if navigation_only or understood.meaning.topic == NONE:
        return None
    query = Query(understood.meaning, said)
    if aside is None:
        raise GoTopic(query)
    yield from aside(query)
    return Repeated()


def understand(said: Said) -> Asking[Understanding]:
    """Look up what the caller means."""
    found = yield from look_up(Understand(said.readings))
    return found if isinstance(found, Understanding) else NOT_UNDERSTOOD


def follow_navigation(understood: Understanding) -> Asking[Repeated | None]:
    """Carry out "返回", "转人工" and the like; returns a repeat marker or None."""
    return (yield from _follow(understood, "", navigation_only=True, aside=None))
