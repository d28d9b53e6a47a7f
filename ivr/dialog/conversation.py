"""A durable conversation: a dialogue generator whose every input is written down.

The state of a call is its log. Any process rebuilds a call by feeding the log to a fresh
generator; effects found in the log are not executed again. What came in during a turn is written
down in one go: before anything else is changed, and before the caller hears the turn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ivr.dialog.acts import Again, Ask, Asking, CallerAct, HandOff, HangUp, Say, Wait
from ivr.dialog.effect import Effect, EffectKey, Missing, R, Unavailable
from ivr.dialog.log_format import (
    Json,
    act_from_json,
    act_to_json,
    is_act,
    result_from_json,
    result_to_json,
)
from ivr.errors import HotlineError

T = TypeVar("T")


@dataclass(frozen=True)
class Exchange:
    """One line of a call's log."""

    seq: int
    """0, 1, 2... without gaps."""
    asked: str
    """What was being asked: a prompt id, or the name of the effect."""
    reply: Json
    """What came back, as `log_format` writes it."""


@dataclass(frozen=True)
class Turn:
    """What the hotline does next."""

    seq: int
    """Length of the log: names this point of the call, the same on every worker."""
    says: tuple[Say, ...]
    then: Wait


class TurnLog(Protocol):
    """Where the log of one call is kept."""

    def read(self) -> Sequence[Exchange]:
        """All entries in order."""
        ...

    def append(self, entry: Exchange) -> None:
        """Add one entry, to be kept at the next `commit`."""
        ...

    def commit(self) -> None:
        """Keep for good what was added. Raises `OutdatedError` if a number is taken already."""
        ...


class Effects(Protocol):
    """The world outside the dialogue."""

    def perform(self, effect: Effect[R], key: EffectKey) -> R | Missing | Unavailable:
        """Carry out an effect. The same `key` twice must change nothing the second time."""
        ...


class OutdatedError(HotlineError):
    """Another worker has taken the call further; this one must let go."""


class ReplayError(HotlineError):
    """The dialogue cannot go on from the log: an incompatible upgrade, or a fault of its own."""


class Conversation:
    """One call, from its log to its next turn."""

    def __init__(
        self, start: Callable[[], Asking[None]], call: str, log: TurnLog, effects: Effects
    ) -> None:
        """`call` names the conversation, as `effect.conversation_name` does."""
        self._dialogue = start()
        self._call = call
        self._log = log
        self._effects = effects
        self._past = list(log.read())
        self._seq = 0
        self._says: list[Say] = []
        self._worth_repeating: list[Say] = []
        self._wait: Wait
        self._take(None)
        while self._seq < len(self._past) and not isinstance(self._wait, HangUp):
            self._take(self._logged(_name(self._wait), act_from_json))

    @property
    def turn(self) -> Turn:
        """Where the call is now."""
        return Turn(self._seq, tuple(self._says), self._wait)

    @property
    def last_act(self) -> CallerAct | None:
        """What the caller did last, before this conversation was opened."""
        acts = (entry for entry in reversed(self._past) if is_act(entry.reply))
        return next((act_from_json(entry.reply) for entry in acts), None)

    @property
    def after_hand_off(self) -> bool:
        """Whether the call has just come back from a hand-off nobody answered."""
        return bool(self._past) and self._past[-1].asked == "handoff"

    def receive(self, act: CallerAct) -> Turn:
        """Write down what the caller did, then go on to the next turn."""
        if isinstance(self._wait, HangUp):
            return self.turn
        self._record(_name(self._wait), act_to_json(act))
        self._take(act)
        return self.turn

    def _take(self, reply: object) -> None:
        """Go on to the next turn; what that brought is kept even if the dialogue fails."""
        try:
            self._run(reply)
        finally:
            self._log.commit()

    def _run(self, reply: object) -> None:
        """Drive the dialogue until it waits for the caller again."""
        self._worth_repeating = [s for s in self._says if not s.passing] or self._worth_repeating
        self._says = []
        while True:
            try:
                request = self._dialogue.send(reply)
            except StopIteration:
                self._wait = HangUp()
                return
            except Exception as error:
                raise ReplayError(
                    f"call {self._call}: the dialogue failed at entry {self._seq}: {error!r}"
                ) from error
            reply = None
            if isinstance(request, Say):
                self._says.append(request)
            elif isinstance(request, Again):
                self._says.extend(self._worth_repeating)
            elif isinstance(request, Effect):
                reply = self._effect(request)
            elif isinstance(request, Wait):
                self._wait = request
                return
            else:
                raise ReplayError(f"call {self._call}: nothing answers {request!r}")

    def _effect(self, effect: Effect[R]) -> R | Missing | Unavailable:
        asked, kind = effect.log_name(), type(effect)
        if self._seq < len(self._past):
            return self._logged(asked, lambda reply: result_from_json(reply, kind))
        if effect.changes:
            self._log.commit()
        result = self._effects.perform(effect, EffectKey(self._call, str(self._seq)))
        self._record(asked, result_to_json(result, kind))
        return result

    def _logged(self, asked: str, read: Callable[[Json], T]) -> T:
        """The next reply of the log, which must be one to `asked`."""
        entry = self._past[self._seq]
        if entry.asked != asked:
            raise ReplayError(
                f"call {self._call}: entry {entry.seq} answers {entry.asked!r}, "
                f"but the dialogue asks {asked!r}"
            )
        try:
            reply = read(entry.reply)
        except (ValueError, TypeError, KeyError) as error:
            raise ReplayError(f"call {self._call}: entry {entry.seq}: {error!r}") from error
        self._seq += 1
        return reply

    def _record(self, asked: str, reply: Json) -> None:
        self._log.append(Exchange(self._seq, asked, reply))
        self._seq += 1


def _name(wait: Wait) -> str:
    match wait:
        case Ask():
            return wait.prompt
        case HandOff():
            return "handoff"
    return "hangup"
