"""Calls by keys alone over a line of ours: what is said, and what still is heard, namely recordings.

The twin of the TwiML in `twilio/twiml.py`, for lines where nobody speaks in our place.
"""

from collections.abc import Callable
from concurrent.futures import Future

from ivr.dialog.acts import Ask, CallerAct, Say
from ivr.dialog.conversation import Turn
from ivr.observability.captions import Captions
from speech.asr.futures import done
from speech.asr.recognizer import Expectation, Transcript

LINE_BYTES = 16_000
"""Bytes per second of audio."""


def spoken(part: Say | Ask, refused: bool) -> list[Say | Ask]:
    """What is said for a part of a turn: how to record an answer, or that it cannot be."""
    if not (isinstance(part, Ask) and part.record):
        return [part]
    return [Say("recording.none")] if refused else [part, Say("recording.by_key")]


class KeypadWatcher:
    """Tells `captions` that keys are asked for, and `heard_of` that the call goes on."""

    def __init__(self, captions: Captions, heard_of: Callable[[str], object]) -> None:
        self._captions = captions
        self._heard_of = heard_of
        self.caller_heard = captions.caller_heard
        self.reply_sent = captions.reply_sent

    def hotline_says(self, call: str, turn: Turn) -> None:
        """See `Watcher.hotline_says`."""
        self._heard_of(call)
        self._captions.hotline_says(call, turn, keypad=True)

    def caller_does(self, call: str, act: CallerAct) -> None:
        """See `Watcher.caller_does`."""
        self._captions.caller_does(call, act)


class DeafRecognizer:
    """Understands nothing: what is recorded is for people to hear."""

    name = "none"

    def open(self, expectation: Expectation) -> "DeafRecognizer.Stream":
        """See `Recognizer.open`."""
        return self.Stream()

    class Stream:
        """One recording."""

        def __init__(self) -> None:
            self._bytes = 0

        def feed(self, pcm: bytes) -> str:
            """See `RecognizerStream.feed`."""
            self._bytes += len(pcm)
            return ""

        def finish(self) -> "Future[Transcript]":
            """See `RecognizerStream.finish`."""
            return done(Transcript("", 0.0, "none", self._bytes / LINE_BYTES, 0.0))

        def close(self) -> None:
            """See `RecognizerStream.close`."""
