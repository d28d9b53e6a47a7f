"""Both sides of every call as text: for the demo, for training, for whoever watches."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from ivr.dialog.acts import Ask, CallerAct, Dialled, Keyed, Said, Say
from ivr.dialog.conversation import Turn
from ivr.observability import metrics
from ivr.prompts.catalogue import Catalogue

log = structlog.get_logger()

Line = dict[str, Any]
"""JSON-able; `kind` is hotline, hearing (a first guess), caller or reply."""


class Captions:
    """Writes captions to a file if there is one; reply times always go to the log."""

    def __init__(self, catalogue: Catalogue, path: Path | None) -> None:
        self._catalogue = catalogue
        self._path = path
        self._readers: dict[str, Callable[[Line], None]] = {}

    @contextmanager
    def read_by(self, call: str, reader: Callable[[Line], None]) -> Iterator[None]:
        """Hand every line of `call` to `reader` meanwhile, in the thread that serves the call."""
        self._readers[call] = reader
        try:
            yield
        finally:
            self._readers.pop(call, None)

    def hotline_says(self, call: str, turn: Turn, keypad: bool = False) -> None:
        """A turn begins to play, or with `keypad` is handed to Twilio to be said."""
        spoken: list[Say | Ask] = [*turn.says, *([turn.then] if isinstance(turn.then, Ask) else [])]
        self._write(
            call,
            "hotline",
            text=self._catalogue.text_of(turn, keypad),
            keypad=keypad,
            then=type(turn.then).__name__,
            prompt=spoken[-1].prompt if spoken else "",
            seq=turn.seq,
        )

    def caller_heard(self, call: str, text: str) -> None:
        """What has been heard of the caller so far: for who watches, not for the file."""
        if reader := self._readers.get(call):
            reader({"kind": "hearing", "text": text})

    def caller_does(self, call: str, act: CallerAct) -> None:
        """The caller answered."""
        metrics.turns.labels(type(act).__name__).inc()
        if isinstance(act, Dialled):
            metrics.hand_overs.labels("yes" if act.answered else "no").inc()
        text = act.text if isinstance(act, Said) else act.keys if isinstance(act, Keyed) else ""
        self._write(call, "caller", act=type(act).__name__, text=text)

    def reply_sent(self, call: str, timings: dict[str, float]) -> None:
        """The first frame of a reply has been sent."""
        metrics.reply(timings)
        rounded = {name: round(seconds, 3) for name, seconds in timings.items() if name != "ended"}
        log.info("reply", call=call, **rounded)
        self._write(call, "reply", **rounded)

    def _write(self, call: str, kind: str, **data: Any) -> None:
        line = {"at": time.time(), "pid": os.getpid(), "call": call, "kind": kind, **data}
        if reader := self._readers.get(call):
            reader(line)
        if self._path is None:
            return
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
