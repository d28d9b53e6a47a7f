"""What a telephone line is to a call, whichever carrier it came through.

A session takes events and gives orders, as data; an adapter (`twilio/`, `sip/`) makes of them what
its carrier speaks. Audio is 8 kHz mu-law in both directions, 20 ms a piece as a rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ivr.errors import HotlineError
from models.call import Door


class LineClosedError(HotlineError):
    """The line is gone: the caller hung up, or the carrier ended it."""


@dataclass(frozen=True)
class AnnouncedCall:
    """What a carrier tells of a call."""

    call: str
    """Our name for it, as in the register of calls."""
    caller: str
    """As the carrier writes it; '' where it is withheld."""
    called: str
    door: Door


# What comes from the line


@dataclass(frozen=True)
class Heard:
    """Audio of the caller."""

    audio: bytes
    """8 kHz mu-law."""


@dataclass(frozen=True)
class Pressed:
    """One key, 0-9, * or #."""

    key: str


@dataclass(frozen=True)
class Played:
    """All audio ordered before this mark has been played, or dropped."""

    mark: str


Event = Heard | Pressed | Played

# What is ordered of the line


@dataclass(frozen=True)
class Play:
    """Audio for the caller, behind what was ordered before."""

    audio: bytes
    """8 kHz mu-law."""


@dataclass(frozen=True)
class SetMark:
    """Tell with `Played` when the caller has heard what was ordered before."""

    mark: str


@dataclass(frozen=True)
class Clear:
    """Drop all audio not yet played; the marks behind it are told at once."""


Order = Play | SetMark | Clear


class Line(Protocol):
    """One call's line. Used by one thread."""

    def receive(self, timeout: float) -> Event | None:
        """The next event; None where none came within `timeout` seconds.

        Raises `LineClosedError` once all that came before the end has been given.
        """
        ...

    def send(self, orders: Sequence[Order]) -> None:
        """Carry out orders. A line that is gone takes them without a word: `receive` tells."""
        ...


class CallLine(Line, Protocol):
    """A line that we rule ourselves; where a carrier asks us by webhook, it does these instead."""

    @property
    def facts(self) -> AnnouncedCall:
        """What is known of the call."""
        ...

    def transfer(self, number: str, seconds: float) -> bool:
        """Hand the caller over to `number`; whether somebody took the call in so many seconds.

        Then the line is gone. Otherwise the caller is still here. Raises `LineClosedError`.
        """
        ...

    def hang_up(self) -> None:
        """End the call. A line that is gone already stays so."""
        ...
