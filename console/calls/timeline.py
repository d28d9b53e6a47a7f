"""A call as it went, from its log: what the caller heard, what they did, what was made of it.

The dialogue is run again over the log. Its effects are answered from the log too, and nothing is
written: where the log ends the story ends, even in the middle of a step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from console.shell.errors import ConsoleError
from ivr.dialog.acts import Ask, HandOff, HangUp
from ivr.dialog.conversation import Conversation, Entry, Turn
from ivr.dialog.effect import Effect, EffectKey, Missing, R, Unavailable
from ivr.dialog.hotline import hotline
from ivr.dialog.log_format import act_from_json, result_from_json
from ivr.prompts.catalogue import Catalogue
from models.call import LogEntry

PRIVATE_HINTS = ("digits", "date", "story")


class _LogEndsError(ConsoleError):
    """There is no more to tell."""


class _OtherDialogueError(ConsoleError):
    """The log was written by another version of the dialogue."""


@dataclass
class Step:
    """What the hotline said, and what came back."""

    heard: list[str]
    private: bool
    """The answer is a number, a date or a story."""
    act: LogEntry | None = None
    """What the caller did; None at the end of the call."""
    ends: str = ""
    """'handoff' or 'hangup' where the hotline asked nothing."""
    effects: list[LogEntry] = field(default_factory=list)
    """What was looked up or kept because of the answer."""
    recordings: list[str] = field(default_factory=list)

    @property
    def understood(self) -> dict[str, Any] | None:
        """What the matcher made of the answer, with runners-up."""
        for entry in self.effects:
            if entry.asked == "lookup:understand" and entry.reply["type"] == "Found":
                data: dict[str, Any] = entry.reply["data"]
                return data
        return None


@dataclass(frozen=True)
class Timeline:
    """All steps; when the log does not fit today's dialogue, what the caller did as it stands."""

    steps: list[Step]
    rebuilt: bool


class _Past:
    """Log and world of a dialogue that only remembers."""

    def __init__(self, entries: Sequence[LogEntry]) -> None:
        self._entries = entries
        self._place = 0
        self.effects: list[LogEntry] = []

    def read(self) -> Sequence[Entry]:
        return []

    def append(self, entry: Entry) -> None:
        pass

    def perform(self, effect: Effect[R], key: EffectKey) -> R | Missing | Unavailable:
        entry = self.next(effect.log_name())
        self.effects.append(entry)
        return result_from_json(entry.reply, type(effect))

    def next(self, asked: str) -> LogEntry:
        """The entry that answers `asked`."""
        if self._place == len(self._entries):
            raise _LogEndsError
        entry = self._entries[self._place]
        if entry.asked != asked:
            raise _OtherDialogueError
        self._place += 1
        return entry


def rebuild(
    entries: Sequence[LogEntry], catalogue: Catalogue, recordings: Sequence[str], keypad: bool
) -> Timeline:
    """The story of one log (one epoch of a call), in order."""
    steps: list[Step] = []
    try:
        _tell(_Past(entries), steps, catalogue, keypad)
        rebuilt = True
    except (_OtherDialogueError, KeyError, ValueError):
        acts = [entry for entry in entries if ":" not in entry.asked]
        steps = [Step([], True, act) for act in acts]
        rebuilt = False
    for step in steps:
        if step.act:
            step.recordings = of_turn(recordings, step.act.seq)
    return Timeline(steps, rebuilt)


def _tell(past: _Past, steps: list[Step], catalogue: Catalogue, keypad: bool) -> None:
    try:
        conversation = Conversation(hotline, "", past, past)
        past.effects = []
        turn = conversation.turn
        while True:
            step = _step(turn, catalogue, keypad)
            steps.append(step)
            if isinstance(turn.then, HangUp):
                return
            act = past.next(turn.then.prompt if isinstance(turn.then, Ask) else "handoff")
            step.act, past.effects = act, step.effects
            turn = conversation.receive(act_from_json(act.reply))
    except _LogEndsError:
        return


def _step(turn: Turn, catalogue: Catalogue, keypad: bool) -> Step:
    texts = [catalogue.text(say, keypad) for say in turn.says]
    match turn.then:
        case Ask() as ask:
            private = ask.record or ask.hint in PRIVATE_HINTS
            return Step([*texts, catalogue.text(ask, keypad)], private)
        case HandOff():
            return Step(texts, False, ends="handoff")
    return Step(texts, False, ends="hangup")


def of_turn(recordings: Sequence[str], seq: int) -> list[str]:
    """A recording's file is named after the entry it became."""
    return [r for r in recordings if r.rpartition("/")[2].startswith(f"{seq:03}-")]
