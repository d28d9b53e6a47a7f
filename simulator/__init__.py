"""An independent emulator of Twilio's side of a telephone call, in real time.

Receives TwiML and Media Streams messages from a running server; emits signed webhooks, the
caller's voice and keys, and a `CallResult`. Never imports the server's code, so that it can
contradict it.
"""

from simulator.audio import AudioError
from simulator.call import DEMO_ACCOUNT, place_call
from simulator.captions import captions_from
from simulator.options import (
    CallOptions,
    Caption,
    Dial,
    DialOutcome,
    Malformed,
    Network,
    StreamStart,
    WebhookTrouble,
)
from simulator.result import CallResult
from simulator.script import Script, ScriptError, load_script, parse_script

__all__ = [
    "DEMO_ACCOUNT",
    "AudioError",
    "CallOptions",
    "CallResult",
    "Caption",
    "Dial",
    "DialOutcome",
    "Malformed",
    "Network",
    "Script",
    "ScriptError",
    "StreamStart",
    "WebhookTrouble",
    "captions_from",
    "load_script",
    "parse_script",
    "place_call",
]
