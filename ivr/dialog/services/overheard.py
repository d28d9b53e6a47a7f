"""Hearing in an answer what the question it answers does not listen for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ivr.dialog.acts import Ask, Asking, Keyed, Said
from ivr.dialog.urgency import urgency

T = TypeVar("T")
W = TypeVar("W")
Listens = Callable[[Ask, Said | Keyed], W | None]
"""What an answer to a question is taken for instead; None where it is just an answer."""


@dataclass(frozen=True)
class Instead(Generic[W]):
    """What came instead of what was asked for."""

    what: W
    act: Said | Keyed
    """What the caller did."""


def overhearing(dialogue: Asking[T], listens: Listens[W]) -> Asking[T | Instead[W]]:
    """Carry out `dialogue`; give it up for the first answer that `listens` takes for something else.

    Danger goes before: the dialogue is given that answer.
    """
    reply: object = None
    while True:
        try:
            request = dialogue.send(reply)
        except StopIteration as end:
            result: T = end.value
            return result
        reply = yield request
        if not isinstance(request, Ask) or not isinstance(reply, Said | Keyed):
            continue
        what = listens(request, reply)
        if what is None or (isinstance(reply, Said) and (yield from urgency(reply))):
            continue
        dialogue.close()
        return Instead(what, reply)
