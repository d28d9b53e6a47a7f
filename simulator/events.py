"""The call's log: every event with its time, shown to whoever watches as it happens."""

import threading
import time
from typing import Any

from simulator.options import Caption, OnEvent


class Log:
    """Collects events from the call's threads. Times are seconds since the call began."""

    def __init__(self, on_event: OnEvent | None = None) -> None:
        self.events: list[dict[str, Any]] = []
        self.captions: list[Caption] = []
        self._on_event = on_event
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the seconds since the call began."""
        return time.monotonic() - self._began

    def add(self, kind: str, **data: Any) -> None:
        """Note an event. Values must be what JSON can hold."""
        with self._lock:
            entry = {"t": round(self.now(), 3), "kind": kind, **data}
            self.events.append(entry)
            if self._on_event is not None:
                self._on_event(kind, {k: v for k, v in entry.items() if k != "kind"})

    def caption(self, who: str, text: str) -> None:
        """Note a line that was said."""
        self.captions.append(Caption(who, text))
        self.add("caption", who=who, text=text)

    def protocol_error(self, code: int, message: str) -> None:
        """Note something Twilio would not accept; `code` is Twilio's error code."""
        self.add("protocol_error", code=code, message=message)

    def failure(self, message: str) -> None:
        """Note that the call did not go as its script expects."""
        self.add("failure", message=message)

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of one kind, without the kind itself."""
        with self._lock:
            found = [event for event in self.events if event["kind"] == kind]
        return [{k: v for k, v in event.items() if k != "kind"} for event in found]
