"""Calls whose worker is killed: by SIGKILL, at a chosen point, in a process of its own.

A point is any moment just before or after something is made to last: an effect carried out, an entry
of the log written. The call is finished by another process, as the caller would: whoever answers is
told what the caller was about to say to the question that is open.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr.dialog.conversation import Conversation, Exchange
from ivr.services.services import Records
from models.base import connect
from models.vault import Vault
from tests.support.world import CALLER, act_of, acts_in, open_records, prompt_of

SID = "CA1"


@dataclass(frozen=True)
class Place:
    """Where a worker finds everything."""

    url: str
    var: Path
    key: str
    knowledge: Any = None

    @contextmanager
    def records(self) -> Iterator[Records]:
        """A worker's own connections."""
        records = open_records(connect(self.url, Vault([self.key])), self.var, self.knowledge)
        try:
            yield records
        finally:
            records.close()


class Points:
    """Counts the moments; at the chosen one the process dies."""

    def __init__(self, kill_at: int | None) -> None:
        self.passed: list[str] = []
        """Names of the moments."""
        self._kill_at = kill_at

    def pass_one(self, name: str) -> None:
        if len(self.passed) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(name)

    def around(self, name: str, function: Callable) -> Callable:
        """The same function, with a moment before and one after."""

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.pass_one(f"before {name}")
            result = function(*args, **kwargs)
            self.pass_one(f"after {name}")
            return result

        return wrapped


def hold(place: Place, words: list[str], kill_at: int | None = None) -> tuple[list[str], list[str]]:
    """Take the call up where it is and bring it to its end; what was asked, and moments passed."""
    with place.records() as records:
        return _hold(records, words, Points(kill_at))


def _hold(records: Records, words: list[str], points: Points) -> tuple[list[str], list[str]]:
    records.store.write = points.around("effect", records.store.write)  # type: ignore[method-assign]
    records.calls.announce(SID, CALLER, "12351")
    conversation = records.conversations.open(SID)
    log = conversation._log
    log.commit = points.around("log", log.commit)  # type: ignore[method-assign]
    asked = [prompt_of(conversation.turn)]
    for word in words[acts_in(_entries(conversation)) :]:
        points.pass_one("the caller acts")
        asked.append(prompt_of(conversation.receive(act_of(word, conversation.turn))))
    records.calls.ended(SID, "completed")
    return asked, points.passed


def _entries(conversation: Conversation) -> list[Exchange]:
    return list(conversation._log.read())


def hold_elsewhere(
    place: Place, words: list[str], kill_at: int | None = None
) -> tuple[int, list[str]]:
    """The same in another process; its exit code (-9 when killed) and what was asked."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(writing, lambda: hold(place, words, kill_at)[0])
    os.close(writing)
    with os.fdopen(reading) as pipe:
        asked = pipe.read().split()
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), asked


def _child(writing: int, work: Callable[[], list[str]]) -> None:
    """Run and leave without any of the parent's clean-up."""
    code = 1
    try:
        # Standard output may be pytest's capture, shared with the parent.
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
        os.write(writing, " ".join(work()).encode())
        code = 0
    except BaseException:  # noqa: BLE001 - told through the pipe
        os.write(writing, traceback.format_exc().encode())
    finally:
        os._exit(code)
