"""What an effect is: something a dialogue asks of the world outside it, with the type of what it gives.

A `Lookup` gives its result, `Missing` or `Unavailable`; a `Save` gives what was kept, or
`Unavailable`. The effects themselves are in `lookups` and `saves`.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, get_args

R = TypeVar("R")
"""What an effect gives."""


def conversation_name(call: str, epoch: int) -> str:
    """How a conversation is called in the keys of its effects; `epoch` counts fresh starts."""
    # Effects of a call that started over are not those of its first attempt.
    return f"{call}/{epoch}" if epoch else call


@dataclass(frozen=True)
class EffectKey:
    """Key by which an effect is carried out only once, however often it is asked for."""

    conversation: str
    """As `conversation_name` has it."""
    place: str
    """Place of the result in the call's log; a word for what is asked outside of dialogues."""

    def __str__(self) -> str:
        return f"{self.conversation}/{self.place}"

    @classmethod
    def parse(cls, text: str) -> "EffectKey":
        """The key that `str` has written."""
        conversation, _, place = text.rpartition("/")
        return cls(conversation, place)

    @property
    def call(self) -> str:
        """Id of the call."""
        return self.conversation.partition("/")[0]


@dataclass(frozen=True)
class Missing:
    """There is no such thing."""


@dataclass(frozen=True)
class Unavailable:
    """The place to look in or save to is away at the moment."""


@dataclass(frozen=True)
class Effect(Generic[R]):
    """Something to be done outside the dialogue."""

    kind: ClassVar[str]
    name: ClassVar[str]
    """Stands in logs and journals: it stays as it is."""
    changes: ClassVar[bool] = False
    """Whether it leaves anything behind, if only an audit: what led to it is written down first."""

    @classmethod
    def log_name(cls) -> str:
        """How a call's log calls it."""
        return f"{cls.kind}:{cls.name}"

    @classmethod
    def gives(cls) -> type:
        """The class of what comes back when all goes well."""
        (result,) = get_args(cls.__orig_bases__[0])  # type: ignore[attr-defined]
        return result  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Lookup(Effect[R]):
    """Asks the world something."""

    kind = "lookup"


@dataclass(frozen=True)
class Save(Effect[R]):
    """Keeps something for good. Repeating it changes nothing."""

    kind = "save"
    changes = True


def look_up(lookup: Lookup[R]) -> Generator[Lookup[R], Any, R | Missing | Unavailable]:
    """Yield a look-up; return what it gave."""
    found: R | Missing | Unavailable = yield lookup
    return found


def keep(save: Save[R]) -> Generator[Save[R], Any, R | Unavailable]:
    """Yield a save; return what was kept."""
    kept: R | Unavailable = yield save
    return kept
