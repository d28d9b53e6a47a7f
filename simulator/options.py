"""What can be set for a simulated call. All fields have the values of a healthy call."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

OnEvent = Callable[[str, dict[str, Any]], None]
Captions = Callable[[str], Iterable["Caption"]]


@dataclass(frozen=True)
class Caption:
    """One line of what was said, as the server's development endpoint tells it."""

    who: str
    """`hotline` or `caller`."""
    text: str


class Malformed(StrEnum):
    """A broken message that can be put into the stream to test the server."""

    BAD_JSON = "bad_json"
    NOT_AN_OBJECT = "not_an_object"
    WRONG_SEQUENCE = "wrong_sequence"
    OVERSIZED = "oversized"
    UNKNOWN_EVENT = "unknown_event"
    BAD_BASE64 = "bad_base64"
    MISSING_FIELDS = "missing_fields"
    WRONG_STREAM_SID = "wrong_stream_sid"
    BINARY = "binary"


class StreamStart(StrEnum):
    """How the media stream begins."""

    NORMAL = "normal"
    SILENT = "silent"
    """The WebSocket opens and says `connected`, but `start` and audio never come."""
    REFUSED = "refused"
    """The WebSocket is never opened; the call goes on after `<Connect>`."""


class DialOutcome(StrEnum):
    """What becomes of a person being called by `<Dial>`."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True)
class Dial:
    """How one `<Dial>` ends."""

    outcome: DialOutcome = DialOutcome.ANSWERED
    ring: float = 2.0
    """Seconds of ringing before the outcome; never longer than the verb's `timeout`."""
    talk: float = 3.0
    """Seconds of conversation once answered."""


@dataclass(frozen=True)
class Network:
    """What the line does to the caller's side of the media stream."""

    loss: float = 0.0
    """Share of the caller's frames lost, 0 to 1. Timestamps jump, chunk numbers do not."""
    jitter: float = 0.0
    """Largest delay of a frame, seconds. Order is kept, as TCP keeps it."""
    drift_ppm: float = 0.0
    """How much slower (positive) than nominal the line's clock runs, parts per million."""
    comfort_noise: int = 0
    """Amplitude (of 32,767) of the noise sent while the caller is silent; 0 sends 0xFF."""
    malformed: Sequence[Malformed] = ()
    """Broken messages put in between, in turn."""
    malformed_every: int = 50
    """Frames between two broken messages."""


@dataclass(frozen=True)
class WebhookTrouble:
    """What goes wrong with webhooks."""

    duplicate: bool = False
    """Every webhook is sent twice with one idempotency token; the second answer counts."""
    status_out_of_order: bool = False
    """`in-progress` arrives after `completed`."""
    status_missing: frozenset[str] = frozenset()
    """Call statuses that are never reported."""


@dataclass(frozen=True)
class CallOptions:
    """Everything about a call that is not what the caller does."""

    public_origin: str | None = None
    """Origin the server believes it has, such as `https://hotline.example`; signatures use it."""
    voice_path: str = "/voice/incoming"
    status_path: str | None = "/voice/status"
    fallback_path: str | None = None
    """Where a failed webhook is reported; without it such a failure ends the call."""
    call_sid: str | None = None
    """A fixed CallSid; a fresh one by default."""
    extra_params: Mapping[str, str] = field(default_factory=dict)
    """Further form fields of every webhook."""
    webhook_timeout: float = 15.0
    max_seconds: float = 180.0
    """Length after which the caller gives up, seconds."""
    sign_stream_with_slash: bool = False
    """Sign the WebSocket URL with a trailing slash, as Twilio does at times."""
    stream_start: StreamStart = StreamStart.NORMAL
    send_stop: bool = True
    """Send `stop` before closing the stream."""
    network: Network = field(default_factory=Network)
    trouble: WebhookTrouble = field(default_factory=WebhookTrouble)
    dials: Sequence[Dial] = ()
    """Outcome of each `<Dial>` in turn; the last one repeats. The script's `dial` comes first."""
    serve_recordings: bool = False
    """Serve `<Record>` files over HTTP on loopback instead of naming an api.twilio.com URL."""
    recording_delay: float = 0.5
    """Seconds from the end of a recording until its file exists and its callback is sent."""
    say_seconds_per_char: float = 0.22
    """How long a Chinese character of `<Say>` lasts; other characters take a third of it."""
    out_dir: Path | None = None
    """Folder for `<CallSid>-heard.wav` and `<CallSid>-call.wav` (left caller, right hotline)."""
    synthesize: Callable[[str], Path] | None = None
    """Voice of `say_text` steps: text to a sound file."""
    hooks: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    """What `call: NAME` steps run, for instance killing a worker."""
    captions: Captions | None = None
    """Asked a few times a second for all lines said so far in a call (argument: CallSid)."""
    on_event: OnEvent | None = None
    """Told of every event as it happens."""
    seed: int = 0
    """Seed of noise, loss and jitter."""
