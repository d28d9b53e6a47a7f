"""Asking one question until it is answered.

Handles everything a caller may do instead of answering: keep silent, mumble, ask for a moment or a
repeat, go back, go to the menu, want a person, be in danger, or ask about something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from ivr.dialog import recording, remarks
from ivr.dialog.acts import Again, Ask, Asking, CallerAct, Keyed, Said, Say, Silent, Slots
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoPerson, GoTopic, Query
from ivr.dialog.hearing import understand
from ivr.dialog.memory import Memory, recall
from ivr.dialog.urgency import cries_for_help, gets_worse, help_comes, urgency
from kb.contract import DISTRESS, EMERGENCY, NONE, NOT_UNDERSTOOD, Decision, Meaning, Understanding

TRIES = 3
"""After so many silences, misunderstandings or denials a person takes over."""
CLEAR = 0.5
"""Confidence of the recogniser from which foreign words are taken for a foreign caller's."""


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
        return Say(self.prompt, self.slots, passing=True)


@dataclass(frozen=True)
class Failed:
    """Nothing came of it; the kind names the prompt family that says so."""

    kind: str
    """'silence', 'misheard', 'wrong_key'; 'denied': understood, but it was not meant; 'not_ours': heard, but
    nobody here can answer it."""

    def said(self, failures: int) -> Say:
        """How the caller is told, the second time differently."""
        return Say(f"{self.kind}.{failures}", passing=True)


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
    ask: Ask,
    take_keys: Callable[[Keyed], Parsed[T]],
    hear: Callable[[Said], Asking[Heard[T]]],
    *,
    settles: bool = True,
    if_silent: Value[T] | None = None,
) -> Asking[T]:
    """The ladder itself: ask, ask differently, offer the keys, then raise `GoPerson`.

    The ladder is the call's, so that many small misunderstandings lead to a person as well. An
    answer ends it where it `settles` what the caller wants; a yes to "您是说…" does not yet.
    `hear` makes of an utterance what the question needs: `Value`, `Problem`, `Failed`, `Repeated`.
    Silence is no failure where it is an answer, `if_silent`.
    """
    memory = yield from recall()
    while True:
        act = yield from _patiently(ask, memory)
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
            warned = yield from meet_danger(act, memory)
            if not ask.record:
                yield from _meet_foreigner(act)
            # A cry for help is no number and no day; where free words are kept, it is kept too.
            cries = warned and not ask.record and cries_for_help(act.text)
            parsed = Repeated() if cries else (yield from hear(act))
        else:
            parsed = if_silent or Failed("silence")
        match parsed:
            case Value(value):
                if settles:
                    memory.settle()
                return value
            case Problem() | Failed():
                climb(memory, parsed.kind)
                yield parsed.said(memory.failures)


def climb(memory: Memory, kind: str) -> None:
    """Count one more failure of `kind`. Raises `GoPerson` at the top of the ladder."""
    memory.failures += 1
    if memory.failures >= TRIES:
        raise GoPerson(kind)


def _patiently(ask: Ask, memory: Memory) -> Asking[CallerAct]:
    """Ask; give a caller who wants a moment as long as it takes. Returns what else comes."""
    asked = replace(ask, attempt=min(memory.failures, TRIES - 1))
    act: CallerAct = yield asked
    while isinstance(act, Said) and remarks.asks_to_wait(act.text):
        act = yield replace(ask, prompt="wait", slots={})
        if isinstance(act, Silent):
            act = yield asked
    return act


def meet_danger(act: Said, memory: Memory) -> Asking[bool]:
    """Danger and despair first, whatever was asked; returns whether the caller was warned.

    A notice, and a message for a call-back, go on afterwards. An ambulance that was called is not
    asked for again, but where somebody is dying.
    """
    topic = yield from urgency(act)
    if topic == DISTRESS:
        raise GoPerson(DISTRESS)
    if topic != EMERGENCY or (memory.warned and help_comes(act.text) and not gets_worse(act.text)):
        return False
    if not memory.goes_on:
        raise GoTopic(Query(Meaning(EMERGENCY), act.text))
    new = act.text not in memory.dangers
    memory.dangers.add(act.text)
    if memory.warned and not (new and gets_worse(act.text)):
        return False
    memory.warned = True
    yield Say("urgent.emergency")
    return True


def _meet_foreigner(act: Said) -> Asking[None]:
    """One sentence of English, and a person. Noise is foreign too, but never clear."""
    if act.confidence >= CLEAR and remarks.is_foreign(act.text):
        yield Say("english")
        raise GoPerson("english")


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
    if ask.record:
        if remarks.gives_up(act.text):
            raise GoMenu
        # Whatever else is said is part of the story.
        return (yield from obey(remarks.command(act.text))) or parse(act) or Failed("misheard")
    parsed = parse(act)
    if parsed:
        return parsed
    if remarks.gives_up(act.text):
        raise GoMenu
    understood, words = yield from understand_wish(act)
    if words is None:
        yield Say("as_you_wish", passing=True)
        return Repeated()
    if understood.decision != Decision.ANSWER:
        return Failed("misheard")
    took = yield from follow_navigation(understood, words)
    if took or understood.meaning.topic in (NONE, "nav.bye"):
        return took or Failed("misheard")
    query = Query(understood.meaning, words)
    if aside is None:
        raise GoTopic(query)
    yield from aside(query)
    (yield from recall()).settle()
    return Repeated()


def understand_wish(act: Said) -> Asking[tuple[Understanding, str | None]]:
    """What the caller wants, and the words that say it; None where only what is not wanted is said."""
    if remarks.gives_up(act.text):
        return NOT_UNDERSTOOD, None
    left = remarks.beside_refused_wish(act.text)
    if left is None:
        return (yield from understand(act)), act.text
    understood = yield from understand(Said(left, act.confidence))
    refused = understood.decision == Decision.REJECT or understood.meaning.topic == "nav.bye"
    return understood, None if refused else left


def follow_navigation(understood: Understanding, words: str) -> Asking[Repeated | None]:
    """Carry out "返回", "转人工" and the like; returns a repeat marker or None."""
    topic = understood.meaning.topic
    if topic == "nav.bye" and not remarks.says_good_bye(words):
        return None  # to end a call is never guessed
    return (yield from obey(topic))


def obey(topic: str) -> Asking[Repeated | None]:
    """Carry out a command; return None for a topic that is not a command."""
    memory = yield from recall()
    match topic:
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
        case "distress":
            raise GoPerson(DISTRESS)
        case "emergency" if memory.goes_on:
            return Repeated()  # the warning has been given
    return None
