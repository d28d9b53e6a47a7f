"""Reads the captions file a server writes."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from simulator import Caption

SILENT = "（没有声音）"


class CaptionFile:
    """Both sides of every call, as far as written. Safe between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        """Bytes read so far."""
        self._calls: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._lock = threading.Lock()

    def lines(self, call: str) -> list[dict[str, Any]]:
        """All lines of one call."""
        with self._lock:
            self._read_on()
            return list(self._calls[call])

    def spoken(self, call: str) -> Iterable[Caption]:
        """What was said, for the simulator; what Twilio is to say it hears from TwiML itself."""
        for line in self.lines(call):
            if line["kind"] == "hotline" and not line["keypad"]:
                yield Caption("hotline", line["text"])
            elif line["kind"] == "caller":
                yield Caption("caller", line["text"] or SILENT)

    def worker_of(self, call: str) -> int:
        """The process that served the call last. Raises `IndexError` before it has spoken."""
        return int(self.lines(call)[-1]["pid"])

    def replies(self, call: str) -> list[float]:
        """Seconds from the end of each utterance's endpoint to the first frame of the reply."""
        return [line["reply"] for line in self.lines(call) if line["kind"] == "reply"]

    def _read_on(self) -> None:
        """Take in what was written since. A line being written just now is left for the next time."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            for written in file:
                if not written.endswith(b"\n"):
                    return
                self._read += len(written)
                line = json.loads(written)
                self._calls[line["call"]].append(line)
