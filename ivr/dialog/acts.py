"""The words of a dialogue: what the hotline wants (requests) and what the caller does (acts).

`Say` needs no reply. `Ask` -> `Said`, `Keyed` or `Silent`. `HandOff` -> `Dialled`. `Recall` ->
`memory.Memory`. What the world
outside is asked, and what comes of it, is in `effect`.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from ivr.dialog.effect import Effect
from kb.contract import Reading

Slots = dict[str, Any]
"""Values spoken inside a prompt, JSON-able."""

HintName = Literal["open", "digits", "date", "yesno", "phrases", "story"]
"""What kind of answer is expected; 'story' is free speech that may pause to think."""


# What the hotline wants


@dataclass(frozen=True)
class Say:
    """Speak a prompt."""

    prompt: str
    slots: Slots = field(default_factory=dict)
    passing: bool = False
    """Only about how the talk goes: "再说一遍" never repeats it."""


@dataclass(frozen=True)
class Ask:
    """Speak a prompt and wait for the caller."""

    prompt: str
    slots: Slots = field(default_factory=dict)
    hint: HintName = "open"
    phrases: tuple[str, ...] = ()
    """Words likely in the answer, for the recogniser."""
    keys: int = 1
    """Most digits a keyed answer may have. One key is taken at once; more end with # or a pause."""
    every_key_counts: bool = False
    """The answer is a digit: 0 and 9 are answers too, not "a person" and "again"."""
    record: bool = False
    """Keep the answer's audio."""
    attempt: int = 0
    """0 = as written, 1 = put differently, 2 = with the keys to press."""
    by_keys: bool = False
    """The caller has just pressed keys: the keys to press are told at once."""


@dataclass(frozen=True)
class Again:
    """Say again what was last said before a question, apart from words in passing."""


@dataclass(frozen=True)
class Recall:
    """What this call holds on to from question to question; see `memory`."""


@dataclass(frozen=True)
class HandOff:
    """Connect the caller to a person."""

    reason: str


@dataclass(frozen=True)
class HangUp:
    """End the call once everything has been said."""


Wait = Ask | HandOff | HangUp
Request = Say | Again | Recall | Effect[Any] | Wait

T = TypeVar("T")
Asking = Generator[Request, Any, T]
"""A piece of a dialogue, which in the end returns what it was to find out."""


# What comes back


@dataclass(frozen=True)
class Said:
    """The caller spoke."""

    text: str
    confidence: float = 1.0
    """0 to 1, from the recogniser."""
    alternatives: tuple[Reading, ...] = ()
    """Other readings of the same utterance."""
    recording: str = ""
    """Where the audio is kept, if the question asked to keep it."""
    meta: dict[str, Any] = field(default_factory=dict)
    """For reviewers only (latency, engine, interruption): no dialogue reads it."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All readings, best first."""
        return Reading(self.text, self.confidence), *self.alternatives


@dataclass(frozen=True)
class Keyed:
    """The caller pressed keys: digits, or one of * and #."""

    keys: str
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Silent:
    """Nothing came, or nothing intelligible."""

    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dialled:
    """How the hand-off went."""

    answered: bool


CallerAct = Said | Keyed | Silent | Dialled
