"""How the next caller is served. Receives how busy this process is; emits one of three ways.

Speech while the recogniser keeps up, then keys, which cost next to nothing, then a message that all
lines are busy with a call-back offered. A caller is never left to wait in silence.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from ivr.capacity import draining
from ivr.capacity.decoder_load import DecoderLoad

KEYPAD_QUIET = 90.0
"""Seconds without a webhook after which a call by keys counts as over: no prompt lasts longer."""
LATE = 0.8
"""Seconds an utterance waits for the recogniser from which no further call gets speech."""


class Route(StrEnum):
    """How a caller is served."""

    SPEECH = "speech"
    KEYPAD = "keypad"
    OVERFLOW = "queue"


class CallSlots:
    """Counts the calls served by speech; safe between threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._busy = 0
        self._lock = threading.Lock()

    @property
    def busy(self) -> int:
        """Slots in use."""
        return self._busy

    def acquire(self) -> bool:
        """Take a slot; False when all are busy."""
        with self._lock:
            if self._busy >= self.most:
                return False
            self._busy += 1
            return True

    def release(self) -> None:
        """Return a slot that was taken."""
        with self._lock:
            self._busy -= 1


class Admission:
    """Decides how one process serves the next caller; safe between threads."""

    def __init__(
        self,
        slots: CallSlots,
        decoders: DecoderLoad,
        *,
        has_speech: bool,
        at_once: int,
        keypad_calls: int,
        other_servers: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`at_once`: utterances recognised at the same moment; so few calls never wait for each other.

        `other_servers` answer under the same address: a stream refused here may begin there.
        """
        self._slots = slots
        self._decoders = decoders
        self._has_speech = has_speech
        self._at_once = at_once
        self._keypad_most = keypad_calls
        self._elsewhere = other_servers
        self._clock = clock
        self._by_keys: OrderedDict[str, float] = OrderedDict()
        """Call -> when it was last heard of; who was heard of last is last."""
        self._lock = threading.Lock()

    def route(self) -> Route:
        """How a new caller is served."""
        if self.takes_stream() or (self._has_speech and self._elsewhere):
            return Route.SPEECH
        return Route.KEYPAD if self.keypad_calls < self._keypad_most else Route.OVERFLOW

    def takes_stream(self) -> bool:
        """Whether one more call by speech may begin in this process."""
        busy = self._slots.busy
        free = busy < self._slots.most
        # A slow machine is not a crowded one: turning the next caller away would help nobody.
        keeping_up = busy < self._at_once or self._decoders.delay() < LATE
        return self._has_speech and free and keeping_up and not draining.draining()

    @property
    def keypad_calls(self) -> int:
        """Calls served by keys at the moment."""
        with self._lock:
            quiet = self._clock() - KEYPAD_QUIET
            while self._by_keys and next(iter(self._by_keys.values())) <= quiet:
                self._by_keys.popitem(last=False)
            return len(self._by_keys)

    def mark_keypad(self, call: str) -> None:
        """Count a call as served by keys in this process."""
        with self._lock:
            self._by_keys[call] = self._clock()
            self._by_keys.move_to_end(call)

    def release(self, call: str) -> None:
        """Count a call by keys no more: it is over, or goes on by speech."""
        with self._lock:
            self._by_keys.pop(call, None)

    def report(self) -> dict[str, Any]:
        """Load and capacity, for `/health` and for whoever scales the service."""
        return {
            "way": self.route(),
            "draining": draining.draining(),
            "speech_calls": self._slots.busy,
            "speech_calls_most": self._slots.most,
            "speech_load": round(self._slots.busy / self._slots.most, 3) if self._slots.most else 0,
            "decode_seconds": round(self._decoders.delay(), 3),
            "keypad_calls": self.keypad_calls,
            "keypad_calls_most": self._keypad_most,
        }
