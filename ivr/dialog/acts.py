"""The words of a dialogue: what the hotline wants (requests) and what comes back (replies).

`Say` needs no reply. `Ask` -> `Said`, `Keyed` or `Silent`. `HandOff` -> `Dialled`.
`Lookup` -> `Found`, `Missing` or `Unavailable`. `Save` -> `Saved` or `Unavailable`.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

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


@dataclass(frozen=True)
class Again:
    """Say again what was said before the question that was just answered."""


@dataclass(frozen=True)
class Lookup:
    """Ask the world something: 'understand', 'answer', 'member', 'notice'..."""

    what: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Save:
    """Keep something for good: 'notice', 'callback', 'sms'. Repeating it must change nothing."""

    what: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HandOff:
    """Connect the caller to a person."""

    reason: str


@dataclass(frozen=True)
class HangUp:
    """End the call once everything has been said."""


Request = Say | Again | Ask | Lookup | Save | HandOff | HangUp
Wait = Ask | HandOff | HangUp


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


@dataclass(frozen=True)
class Found:
    """The answer of a `Lookup`."""

    data: dict[str, Any]


@dataclass(frozen=True)
class Missing:
    """There is no such thing."""


@dataclass(frozen=True)
class Saved:
    """It is kept; `data` may carry a reference."""

    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Unavailable:
    """The place to look in or save to is away at the moment."""


CallerAct = Said | Keyed | Silent | Dialled
Result = Found | Missing | Saved | Unavailable
Reply = CallerAct | Result

_REPLIES: dict[str, type] = {
    cls.__name__: cls for cls in (Said, Keyed, Silent, Dialled, Found, Missing, Saved, Unavailable)
}


def to_json(reply: Reply) -> dict[str, Any]:
    """Turn a reply into what the log keeps."""
    return {"type": type(reply).__name__, **asdict(reply)}


def from_json(data: dict[str, Any]) -> Reply:
    """Read a reply back from the log. Raises `ValueError` for an unknown type."""
    fields = dict(data)
    name = fields.pop("type", "")
    if name not in _REPLIES:
        raise ValueError(f"unknown reply type {name!r} in the call's log")
    if name == "Said":
        fields["alternatives"] = tuple(Reading(*other) for other in fields.get("alternatives", ()))
    reply: Reply = _REPLIES[name](**fields)
    return reply
