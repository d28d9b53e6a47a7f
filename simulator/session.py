"""What the verbs of one call share: its identity, its line, its webhooks."""

import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from simulator.ear import Ear
from simulator.errors import SimulatorError
from simulator.events import Log
from simulator.line import Line
from simulator.options import CallOptions, Dial
from simulator.recordings import RecordingHost
from simulator.twiml import Document, Verb
from simulator.webhooks import Origin, Webhooks


class CallEndedError(SimulatorError):
    """The call is over, but not because the caller hung up."""

    def __init__(self, by: str, reason: str) -> None:
        super().__init__(reason)
        self.by = by


def new_sid(prefix: str) -> str:
    """Return a fresh Twilio identifier, such as CA and 32 hexadecimal digits."""
    return prefix + uuid.uuid4().hex


@dataclass
class Session:
    """One call in progress."""

    account_sid: str
    auth_token: str
    call_sid: str
    options: CallOptions
    origin: Origin
    log: Log
    ear: Ear
    line: Line
    webhooks: Webhooks
    helpers: Executor
    dials: Iterator[Dial]
    recording_host: RecordingHost | None
    stream_sids: list[str] = field(default_factory=list)
    underruns: list[dict[str, Any]] = field(default_factory=list)

    def fetch(self, url: str, params: Mapping[str, str], method: str = "POST") -> Document:
        """Return the TwiML at a URL while the line goes on in silence."""
        work = self.helpers.submit(self.webhooks.fetch, url, params, method)
        return self.line.wait_for(work)

    def fetch_action(self, verb: Verb, document: Document, params: Mapping[str, str]) -> Document:
        """Return the TwiML of a verb's `action`; without one, of the current document again."""
        url = self.origin.absolute(verb.get("action") or document.url, document.url)
        return self.fetch(url, params, verb.get("method", "POST"))

    def notify(self, url: str, document: Document, params: Mapping[str, str]) -> None:
        """Send a callback without waiting for it."""
        self.helpers.submit(self.webhooks.notify, self.origin.absolute(url, document.url), params)
