"""A call as it went, from its log: what the caller heard, what they did, what was made of it.

The dialogue is run again over the log. Its effects are answered from the log too, and nothing is
written: where the log ends the story ends, even in the middle of a step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from console.shell.errors import ConsoleError
from ivr.dialog.acts import Ask, CallerAct, HandOff, HangUp, Say
from ivr.dialog.conversation import Conversation, Exchange, ReplayError, Turn
from ivr.dialog.effect import Effect, EffectKey, Missing, R, Unavailable
from ivr.dialog.hotline import hotline
from ivr.prompts.catalogue import Catalogue
from ivr.storage.log_reader import Logged
from ivr.storage.personal_answers import WAITING, is_personal
from kb.contract import Understanding

PRIVATE_HINTS = ("digits", "date", "story")
_PUBLISHED = "answer.piece"
"""The prompt that speaks what is published."""


class _LogEndsError(ConsoleError):
    """The log has no further entry."""


class _OtherDialogueError(ConsoleError):
    """The log was written by another version of the dialogue."""


class Heard(NamedTuple):
    """One thing the hotline said."""

    text: str
    fixed: bool
    """Whether nothing in it is anybody's: it is the same in every call, or as it is published."""
    private: bool = False
    """Whether it reads back a name, a number, a place or a day."""


@dataclass
class Step:
    """What the hotline said, and what came back."""

    heard: list[Heard]
    private: bool
    """The answer is a name, a number, a place, a day or a story."""
    entry: Logged | None = None
    """What the caller did; None at the end of the call."""
    ends: str = ""
    """'handoff' or 'hangup' where the hotline asked nothing."""
    effects: list[Logged] = field(default_factory=list)
    """What was looked up or kept because of the answer."""
    recordings: list[str] = field(default_factory=list)

    @property
    def act(self) -> CallerAct | None:
        """What the caller did."""
        return self.entry.act if self.entry else None

    @property
    def did(self) -> str:
        """Said, Keyed, Silent or Dialled; '' at the end of the call."""
        return type(self.act).__name__ if self.act else ""

    @property
    def understood(self) -> Understanding | None:
        """What the matcher made of the answer, with runners-up."""
        meant = (entry.understanding for entry in self.effects)
        return next((understanding for understanding in meant if understanding), None)


@dataclass(frozen=True)
class Timeline:
    """All steps; when the log does not fit today's dialogue, what the caller did as it stands."""

    steps: list[Step]
    rebuilt: bool


class _Past:
    """Log and world of a dialogue that only remembers."""

    def __init__(self, entries: Sequence[Logged]) -> None:
        self._entries = entries
        self._place = 0
        self.effects: list[Logged] = []

    def read(self) -> Sequence[Exchange]:
        return []

    def append(self, entry: Exchange) -> None:
        pass

    def commit(self) -> None:
        pass

    def perform(self, effect: Effect[R], key: EffectKey) -> R | Missing | Unavailable:
        entry = self.next(effect.log_name())
        self.effects.append(entry)
        return entry.gave(type(effect))

    def next(self, asked: str) -> Logged:
        """The entry that answers `asked`."""
        if self._place == len(self._entries):
            raise _LogEndsError
        entry = self._entries[self._place]
        if entry.row.asked != asked:
            raise _OtherDialogueError
        self._place += 1
        return entry


def rebuild(
    entries: Sequence[Logged], catalogue: Catalogue, recordings: Sequence[str], keypad: bool
) -> Timeline:
    """The story of one log (one epoch of a call), in order."""
    steps: list[Step] = []
    try:
        _tell(_Past(entries), steps, catalogue, keypad)
        rebuilt = True
    except (_OtherDialogueError, ReplayError, KeyError, TypeError, ValueError):
        steps = [Step([], True, entry) for entry in entries if entry.act]
        rebuilt = False
    for step in steps:
        if step.entry:
            step.recordings = of_turn(recordings, step.entry.row.seq)
    return Timeline(steps, rebuilt)


def _tell(past: _Past, steps: list[Step], catalogue: Catalogue, keypad: bool) -> None:
    try:
        conversation = Conversation(hotline, "", past, past)
        past.effects = []
        turn = conversation.turn
        while True:
            step = _step(turn, catalogue, keypad, bool(steps) and steps[-1].private)
            steps.append(step)
            if isinstance(turn.then, HangUp):
                return
            entry = past.next(turn.then.prompt if isinstance(turn.then, Ask) else "handoff")
            step.entry, past.effects = entry, step.effects
            if step.act is None:
                raise _OtherDialogueError
            turn = conversation.receive(step.act)
    except _LogEndsError:
        return


def _step(turn: Turn, catalogue: Catalogue, keypad: bool, was_private: bool) -> Step:
    texts = [_heard(say, catalogue, keypad) for say in turn.says]
    match turn.then:
        case Ask() as ask:
            # Whoever asked for a moment answers what was asked before.
            named = was_private if ask.prompt == WAITING else is_personal(ask.prompt)
            private = ask.record or ask.hint in PRIVATE_HINTS or named
            return Step([*texts, _heard(ask, catalogue, keypad)], private)
        case HandOff():
            return Step(texts, False, ends="handoff")
    return Step(texts, False, ends="hangup")


def _heard(said: Say | Ask, catalogue: Catalogue, keypad: bool) -> Heard:
    published = not said.slots or said.prompt == _PUBLISHED
    private = bool(said.slots) and is_personal(said.prompt)
    return Heard(catalogue.text(said, keypad), fixed=published, private=private)


def of_turn(recordings: Sequence[str], seq: int) -> list[str]:
    """The recordings of one entry: their files are named after it."""
    return [r for r in recordings if r.rpartition("/")[2].startswith(f"{seq:03}-")]
