"""What the words of a caller mean, looked up once however many ask."""

from ivr.dialog.acts import Asking, Said
from ivr.dialog.effect import look_up
from ivr.dialog.lookups import Understand
from ivr.dialog.memory import recall
from kb.contract import NOT_UNDERSTOOD, Understanding


def understand(said: Said) -> Asking[Understanding]:
    """Look up what the caller means."""
    memory = yield from recall()
    if said.readings not in memory.understood:
        found = yield from look_up(Understand(said.readings))
        understood = found if isinstance(found, Understanding) else NOT_UNDERSTOOD
        memory.understood[said.readings] = understood
    return memory.understood[said.readings]
