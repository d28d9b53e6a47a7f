"""Asking one question until it is answered.

Handles everything a caller may do instead of answering: keep silent, mumble, ask for a repeat,
go back, go to the menu, want a person, or ask about something else.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any

from ivr.dialog import recording
from ivr.dialog.acts import Again, Ask, Found, Keyed, Lookup, Reply, Request, Said, Say
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoPerson, GoTopic, Query
from kb.contract import NONE, NOT_UNDERSTOOD, Candidate, Decision, Meaning, Understanding

TRIES = 3
"""After so many silences or misunderstandings in a row a person takes over."""

STORY_COMMAND_LENGTH = 8
"""In a free story, a longer utterance is never taken for a command such as "返回"."""


@dataclass(frozen=True)
class Value:
    """The answer, understood."""

    value: Any


@dataclass(frozen=True)
class Problem:
    """Understood but not acceptable: the prompt says why, then the question is asked again."""

    prompt: str
    slots: dict[str, Any]
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


Parsed = Value | Problem | None
Parse = Callable[[Said | Keyed], Parsed]
Asides = Callable[[Query], Generator[Request, Any, Any]]
Asking = Generator[Request, Any, Any]


def question(ask: Ask, parse: Parse, aside: Asides | None = None) -> Asking:
    """Ask until `parse` accepts; return the value.

    Another topic raises `GoTopic`, or, with `aside`, is answered on the spot before asking again.
    Raises the detours of `ivr.dialog.flow`.
    """

    def hear(act: Said) -> Asking:
        return (yield from _take_speech(act, ask, parse, aside))

    return (yield from ask_until(ask, parse, hear))


def ask_until(
    ask: Ask, take_keys: Callable[[Keyed], "Parsed"], hear: Callable[[Said], Asking]
) -> Asking:
    """The ladder itself: ask, ask differently, offer the keys, then raise `GoPerson`.

    `hear` makes of an utterance what the question needs: `Value`, `Problem`, `Failed`, `Repeated`.
    """
    failures = 0
    while True:
        act = yield replace(ask, attempt=min(failures, TRIES - 1))
        if recording.refused_by_key(act, ask):
            yield from recording.refuse()
            return recording.NOTHING
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


def _take_keys(act: Keyed, parse: Callable[[Keyed], Parsed], every_key_counts: bool) -> Asking:
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


def _take_speech(act: Said, ask: Ask, parse: Parse, aside: Asides | None) -> Asking:
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
) -> Asking:
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


def understand(said: Said) -> Asking:
    """Look up what the caller means; returns an `Understanding`."""
    result: Reply = yield Lookup("understand", {"readings": [list(r) for r in said.readings]})
    return understanding_of(result.data) if isinstance(result, Found) else NOT_UNDERSTOOD


def understanding_of(data: dict[str, Any]) -> Understanding:
    """An understanding from what a call's log keeps of it."""
    best, *others = map(_candidate_of, (data, *data["alternatives"]))
    decision = Decision(data["decision"])
    return Understanding(best.meaning, best.confidence, decision, tuple(others), best.name)


def _candidate_of(data: dict[str, Any]) -> Candidate:
    meaning = Meaning(data["topic"], data["illness"], data["aspect"])
    return Candidate(meaning, data["confidence"], data["name"])


def follow_navigation(understood: Understanding) -> Asking:
    """Carry out "返回", "转人工" and the like; returns a repeat marker or None."""
    return (yield from _follow(understood, "", navigation_only=True, aside=None))
