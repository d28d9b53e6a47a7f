"""What a call holds on to from one question to the next.

Nothing of it is stored: a replay of the call's log comes to the same.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

from ivr.dialog.acts import Ask, Asking, Keyed, Recall, Request, Said
from ivr.dialog.flow import Query
from ivr.dialog.lookups import MemberStatus
from kb.contract import Meaning, Reading, Understanding


@dataclass
class Memory:
    """What is remembered during one call."""

    takes_texts: bool = False
    """This phone can be sent a text message."""
    failures: int = 0
    """Silences, misunderstandings and denials in a row, whatever was being asked."""
    before_answer: int = 0
    """`failures` when the last answer was given: it may turn out to be no answer to the question."""
    denied: set[Meaning] = field(default_factory=set)
    """What the caller has said no to: it is not offered again."""
    about: Meaning | None = None
    """The illness or claim last spoken of."""
    answered: Query | None = None
    """The question last answered; None where something else came after it."""
    told: list[str] = field(default_factory=list)
    """The words of the questions, which may name a year, a month or a day."""
    in_notice: bool = False
    """An accident notice is being taken."""
    in_message: bool = False
    """A call-back is being agreed on, as no person answered."""
    bereaved: bool = False
    """Somebody has died, and was condoled: the good-bye wishes nobody good health."""
    death_asked: bool = False
    """Who told of a death and nothing else was asked which claim it is."""
    member: MemberStatus | None = None
    """What the records say of the caller, who has proved to be this member."""
    greeted: int = 0
    """Greetings that were greeted back."""
    warned: bool = False
    """The caller was told to ring 120."""
    dangers: set[str] = field(default_factory=set)
    """The words that told of danger: the same words again are no new danger."""
    by_keys: bool = False
    """The last answer was keyed."""
    understood: dict[tuple[Reading, ...], Understanding] = field(default_factory=dict)
    """What was made of the words of the last utterance."""

    @property
    def goes_on(self) -> bool:
        """Whether what is being done goes on after a warning of danger."""
        return self.in_notice or self.in_message

    @property
    def good_bye(self) -> str:
        """The prompt that ends the call; it wishes good health only where nobody died or is in danger."""
        return "goodbye.bereaved" if self.bereaved or self.warned else "goodbye"

    def settle(self) -> None:
        """Count failures anew, because the question is answered; `deny_answer` takes that back."""
        self.before_answer, self.failures = self.failures, 0

    def deny_answer(self) -> bool:
        """Take back the answer just given, which was not to the caller's question.

        Its meaning is not offered again. False where no answer was just given.
        """
        if self.answered is None:
            return False
        self.denied.add(self.answered.meaning)
        self.failures, self.answered = self.before_answer, None
        return True


def recall() -> Generator[Recall, Any, Memory]:
    """Yield for the memory of the call."""
    memory: Memory = yield Recall()
    return memory


def remembering(dialogue: Asking[None]) -> Asking[None]:
    """Carry out `dialogue` with a memory of its own."""
    memory = Memory()
    reply: object = None
    while True:
        try:
            request: Request = dialogue.send(reply)
        except StopIteration:
            return
        if isinstance(request, Recall):
            reply = memory
            continue
        if isinstance(request, Ask) and memory.by_keys and not request.record:
            request = replace(request, by_keys=True)
        reply = yield request
        if isinstance(reply, Keyed | Said):
            memory.by_keys = isinstance(reply, Keyed)
            memory.understood.clear()
