"""The demo's calls: `demo/calls.yaml`, checked."""

from typing import Any, Literal
from zlib import crc32

import yaml
from pydantic import BaseModel, ConfigDict

from demo import CALLS
from simulator import Script, parse_script


class PlannedCall(BaseModel):
    """One call and what must come of it."""

    model_config = ConfigDict(extra="forbid")

    name: str
    about: str
    alone: bool = False
    """Placed on a server of its own: it breaks something for others."""
    over: Literal["twilio", "sip"] = "twilio"
    """Which way the call comes."""
    stream: Literal["normal", "refused"] = "normal"
    """refused: the media stream cannot be set up, the call goes on by keypad."""
    steps: list[Any]
    dial: str = "no-answer"
    hears: list[str]
    """Regular expressions that what the hotline says must match, in this order."""
    never_hears: list[str] = []
    notice: Literal["", "complete", "incomplete"] = ""
    """The accident notice the call must leave."""
    streams: int = 1
    """Media streams the call needs: two when one breaks."""
    barge_in: bool = False
    """Whether a prompt must have been interrupted."""

    def script(self) -> Script:
        """The caller's side for the simulator."""
        data = {"name": self.name, "steps": self.steps, "dial": self.dial}
        return parse_script(data, folder=CALLS.parent, origin=self.name)


def load() -> list[PlannedCall]:
    """All calls in order. Raises pydantic's `ValidationError` for a faulty plan."""
    raw = yaml.safe_load(CALLS.read_text(encoding="utf-8"))
    return [PlannedCall.model_validate(item) for item in raw]


def phone_of(call: str) -> str:
    """A phone of its own: a second call from one that left a notice incomplete goes on with it."""
    return f"+86138{crc32(call.encode()) % 10**8:08}"
