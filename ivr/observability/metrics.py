"""Metrics counted while the hotline works: numbers only, no personal data.

Receives what happened; emits counters, gauges and histograms that all workers of a server share
(`ivr/web/metrics_page.py` reads them). What can be looked up when asked is in `ivr/observability/metrics_records.py`.
"""

from typing import Any

from prometheus_client import Counter, Gauge, Histogram

_CALLER_WAITS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
_WEBHOOK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
"""Twilio gives up after 15 seconds."""

calls = Counter("hotline_calls_total", "Calls that came in.")
ended = Counter("hotline_calls_ended_total", "Calls that are over, by how they ended.", ["outcome"])
turns = Counter("hotline_turns_total", "What callers did: Said, Keyed, Silent, Dialled.", ["act"])
hand_overs = Counter("hotline_hand_overs_total", "Calls handed to a person.", ["answered"])
understood = Counter("hotline_understood_total", "What was made of callers' words.", ["decision"])
effects = Counter(
    "hotline_effects_total", "Look-ups and saves of dialogues, by result.", ["effect", "result"]
)
log_events = Counter(
    "hotline_log_events_total", "Warnings and errors in the log.", ["level", "event"]
)
webhook_seconds = Histogram(
    "hotline_webhook_seconds",
    "From a webhook to its answer.",
    ["endpoint", "status"],
    buckets=_WEBHOOK,
)
pause_seconds = Histogram(
    "hotline_pause_seconds",
    "The pause after which a caller is taken to have finished.",
    buckets=_CALLER_WAITS,
)
decode_seconds = Histogram(
    "hotline_decode_seconds",
    "From that pause to the recogniser's words.",
    buckets=_CALLER_WAITS,
)
reply_seconds = Histogram(
    "hotline_reply_seconds",
    "From that pause, or a key, to the first sound of the reply.",
    buckets=_CALLER_WAITS,
)
load = {
    name: Gauge(f"hotline_{name}", text, multiprocess_mode="livesum")
    for name, text in {
        "speech_calls": "Calls served by speech.",
        "speech_calls_most": "Calls served by speech at most.",
        "keypad_calls": "Calls served by keys.",
        "keypad_calls_most": "Calls served by keys at most.",
        "draining": "Workers that take no new calls.",
        "workers": "Workers that answer.",
    }.items()
}
"""Summed over the workers of a server; set from `Admission.report`."""
decode_wait = Gauge(
    "hotline_decode_wait_seconds",
    "How long the recogniser of the busiest worker keeps an utterance waiting.",
    multiprocess_mode="livemax",
)


def mirror(report: dict[str, Any]) -> None:
    """Take over what a worker reports of its load."""
    for name, gauge in load.items():
        gauge.set(1 if name == "workers" else report[name])
    decode_wait.set(report["decode_seconds"])


def reply(timings: dict[str, float]) -> None:
    """A reply began, so many seconds after each step (see `Watcher.reply_sent`)."""
    if timings["endpoint"]:  # a key has no pause and nothing to decode
        pause_seconds.observe(timings["endpoint"])
        decode_seconds.observe(timings["decode"])
    reply_seconds.observe(timings["reply"])
