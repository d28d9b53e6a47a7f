"""What is known of a call when it is over."""

import statistics
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class CallResult:
    """The outcome of one simulated call. Times are seconds since the call began."""

    name: str
    call_sid: str
    ended_by: str
    """`server`, `caller`, `timeout`, `rejected` or `error`."""
    end_reason: str
    seconds: float
    steps_done: int
    steps_total: int
    twiml_verbs: list[str] = field(default_factory=list)
    """Verbs in the order in which they ran."""
    stream_sids: list[str] = field(default_factory=list)
    latencies: list[dict[str, Any]] = field(default_factory=list)
    """Per reply: `seconds` from the end of the caller's `act` (speech, keys) to the first sound."""
    barge_ins: list[dict[str, Any]] = field(default_factory=list)
    """Per interruption: `seconds` until the prompt stopped and `how` (clear, stopped)."""
    underruns: list[dict[str, Any]] = field(default_factory=list)
    """Holes in the server's speech: `seconds` during which the buffer was dry."""
    late_seconds: float = 0.0
    """The worst delay of the simulator's own clock: judge latencies by it."""
    late_packets: float = 0.0
    """Over SIP: share of the hotline's packets that came more than 60 ms behind the earliest."""
    protocol_errors: list[dict[str, Any]] = field(default_factory=list)
    """What Twilio would refuse or warn of: `code`, `message`."""
    failures: list[str] = field(default_factory=list)
    """Where the call left its script: dead air, an expectation not met, steps not reached."""
    webhooks: list[dict[str, Any]] = field(default_factory=list)
    captions: list[dict[str, str]] = field(default_factory=list)
    recordings: list[dict[str, Any]] = field(default_factory=list)
    dials: list[dict[str, Any]] = field(default_factory=list)
    heard_wav: str | None = None
    call_wav: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the script was played through without failure or protocol error."""
        complete = self.steps_done == self.steps_total
        return complete and not self.failures and not self.protocol_errors

    @property
    def median_latency(self) -> float | None:
        """The median reply latency in seconds, if any reply was heard."""
        return statistics.median(x["seconds"] for x in self.latencies) if self.latencies else None

    def to_dict(self) -> dict[str, Any]:
        """Return the result as what JSON can hold."""
        return {**asdict(self), "ok": self.ok}
