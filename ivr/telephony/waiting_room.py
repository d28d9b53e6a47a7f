"""When all lines are busy, over a line of ours: a call-back is promised, or the caller waits.

The twin of `twilio/overflow.py`, in our own voice. The call's dialogue has not begun; nothing but a
promise to call back is kept.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import structlog

from ivr.storage.store import JournalError, Store
from ivr.telephony.crowd import PHONE_DIGITS, WAIT_SECONDS, keep_promise
from ivr.telephony.keys import KeyCollector
from ivr.telephony.line import CallLine, Clear, LineClosedError, Play, Played, Pressed, SetMark
from models.call import CallOutcome
from speech.entities.digits import parse_phone

MOST = 40
"""Callers who wait in one process: each costs what a line costs, and nobody waits behind so many."""
TICK = 0.1

log = structlog.get_logger()


class WaitingRoom:
    """Where callers are until there is a line; safe between threads."""

    def __init__(
        self,
        store: Store,
        *,
        speak: Callable[[str], Iterator[bytes]],
        is_crowded: Callable[[], bool],
        time_is_up: Callable[[], bool],
        most: int = MOST,
    ) -> None:
        """`speak` gives a prompt as 8 kHz mu-law; `time_is_up`: all calls end."""
        self._store = store
        self._speak = speak
        self._is_crowded = is_crowded
        self._time_is_up = time_is_up
        self._most = most
        self._waiting = 0
        self._lock = threading.Lock()

    def takes_caller(self) -> bool:
        """Whether one more call can be answered: there is a line, or room to wait for one."""
        return self._waiting < self._most or not self._is_crowded()

    def wait(self, line: CallLine, number: str) -> CallOutcome | None:
        """Until there is a line: None. Otherwise how the call ended. Raises `LineClosedError`.

        `number` is the caller's, '' where it is withheld.
        """
        if not self._is_crowded():
            return None
        log.warning("all lines busy", call=line.facts.call)
        with self._counted():
            return self._attend(line, number)

    def _attend(self, line: CallLine, number: str) -> CallOutcome | None:
        prompt = "crowd.offer"
        while not self._time_is_up():
            wants_call_back = self._ask(line, prompt, 1) == "1"
            if wants_call_back and (reached_at := number or self._number(line)):
                return self._promise(line, reached_at)
            if not self._is_crowded():
                return None
            prompt = "crowd.wait"
        return CallOutcome.HUNG_UP

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    def _number(self, line: CallLine) -> str:
        return parse_phone(self._ask(line, "crowd.number", PHONE_DIGITS))

    def _promise(self, line: CallLine, number: str) -> CallOutcome:
        """Keep the promise, then say so; never the other way round."""
        call = line.facts.call
        try:
            keep_promise(self._store, call, number)
        except JournalError:
            self._say(line, "person.not_saved")
            return CallOutcome.HUNG_UP
        log.info("call-back promised", call=call)
        with contextlib.suppress(LineClosedError):
            self._say(line, "crowd.saved")
        return CallOutcome.MESSAGE_LEFT

    def _say(self, line: CallLine, prompt: str) -> None:
        self._play(line, prompt)
        while line.receive(TICK) != Played(prompt):
            pass

    def _ask(self, line: CallLine, prompt: str, digits: int) -> str:
        """Say a prompt and take keys; '' where none come in time."""
        keys = KeyCollector()
        keys.expect(digits)
        self._play(line, prompt)
        said_at: float | None = None
        while said_at is None or time.monotonic() < said_at + WAIT_SECONDS:
            event, now = line.receive(TICK), time.monotonic()
            answer = keys.due(now)
            if isinstance(event, Pressed):
                line.send([Clear()])
                answer = keys.press(event.key, now)
            elif event == Played(prompt):
                said_at = now
            if answer is not None:
                return answer
        return ""

    def _play(self, line: CallLine, prompt: str) -> None:
        line.send([*map(Play, self._speak(prompt)), SetMark(prompt)])
