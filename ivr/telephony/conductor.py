"""A call on a line that we rule ourselves, from its first word to its last.

Where a carrier asks us by webhook what comes next, the webhooks do this.
"""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import structlog

from ivr.capacity.admission import Admission, Route
from ivr.dialog.acts import Dialled, HandOff, HangUp
from ivr.dialog.conversation import Conversation, OutdatedError
from ivr.errors import StreamRefusedError
from ivr.observability import tracing
from ivr.observability.captions import Captions
from ivr.storage.call_store import CallStore
from ivr.storage.conversations import Conversations
from ivr.telephony.converse import converse
from ivr.telephony.line import CallLine, LineClosedError
from ivr.telephony.session import StreamSession
from ivr.telephony.session_factory import SessionFactory
from ivr.telephony.waiting_room import WaitingRoom
from models.call import CallOutcome

MAX_FAILURES = 4
"""Times a call may fail by speech before it goes on by keys."""

log = structlog.get_logger()


class Operators(NamedTuple):
    """Whom callers are handed over to, '' nobody, and how long they are rung."""

    who: str
    seconds: float


class Conductor:
    """Serves calls, each in a thread of its own."""

    def __init__(
        self,
        *,
        calls: CallStore,
        conversations: Conversations,
        streams: SessionFactory,
        admission: Admission,
        waiting_room: WaitingRoom,
        captions: Captions,
        time_is_up: Callable[[], bool],
        operators: Callable[[], Operators],
    ) -> None:
        """`operators` is asked at every hand-over; `time_is_up`: all calls end."""
        self._calls = calls
        self._conversations = conversations
        self._streams = streams
        self._admission = admission
        self._waiting_room = waiting_room
        self._captions = captions
        self._time_is_up = time_is_up
        self._operators = operators

    def serve(self, line: CallLine) -> None:
        """Talk until the call is over; returns then, whatever went wrong."""
        call = line.facts.call
        outcome = CallOutcome.HUNG_UP
        try:
            facts = line.facts
            self._calls.announce(call, facts.caller, facts.called, facts.door)
            log.info("call", call=call, door=facts.door)
            number = self._calls.get(call).caller
            outcome = self._waiting_room.wait(line, number) or self._go_on(line)
        except LineClosedError:
            log.info("caller hung up", call=call)
        except Exception as error:  # noqa: BLE001 - the call's thread ends here, the others go on
            log.error("call failed", call=call, fault=repr(error), exc_info=error)
        finally:
            line.hang_up()
            self._admission.release(call)
            self._calls.ended(call, outcome)

    def _go_on(self, line: CallLine) -> CallOutcome:
        """Go from turn to turn; how the call ended. Raises `LineClosedError`."""
        call, failures = line.facts.call, 0
        while not self._time_is_up():
            conversation = self._conversations.open(call)
            match conversation.turn.then:
                case HangUp():
                    return CallOutcome.COMPLETED
                case HandOff():
                    if self._handed_over(line, conversation):
                        return CallOutcome.HANDED_OFF
                case _:
                    failures += self._failed(line, by_speech=failures < MAX_FAILURES)
            if failures > MAX_FAILURES:
                break
        return CallOutcome.HUNG_UP

    def _handed_over(self, line: CallLine, conversation: Conversation) -> bool:
        who, seconds = self._operators()
        answered = bool(who) and line.transfer(who, seconds)
        act = Dialled(answered)
        self._captions.caller_does(line.facts.call, act)
        with contextlib.suppress(OutdatedError):
            conversation.receive(act)
        return answered

    def _failed(self, line: CallLine, by_speech: bool) -> bool:
        """Talk until all of this stretch is said; whether it failed, and is to be tried again."""
        call = line.facts.call
        session = self._session(call, by_speech)
        try:
            with tracing.span("stream", call):
                converse(line, session, self._time_is_up)
        except LineClosedError:
            raise
        except Exception as error:  # noqa: BLE001 - the dialogue goes on from the call's log
            log.error("call broke", call=call, fault=repr(error), exc_info=error)
            return True
        finally:
            self._streams.close(call, session)
        return False

    def _session(self, call: str, by_speech: bool) -> StreamSession:
        if by_speech and self._admission.route() is Route.SPEECH:
            with contextlib.suppress(StreamRefusedError):
                session = self._streams.open(call)
                self._admission.release(call)
                return session
        return self._streams.open_by_keys(call, self._admission.mark_keypad)
