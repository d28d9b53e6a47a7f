"""Reads the captions file a server writes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ivr.simulator import Caption

SILENT = "（没有声音）"


class CaptionFile:
    """Both sides of every call, as far as written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self, call: str) -> list[dict[str, Any]]:
        """All lines of one call. A line being written just now is left for the next time."""
        found = []
        for line in self._path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n") and call in line:
                found.append(json.loads(line))
        return found

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
