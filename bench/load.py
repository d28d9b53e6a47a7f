"""Capacity: how many calls by speech one server holds, and how many webhooks it answers.

Callers ask, listen and ask again for as long as is wanted, more of them in every round. A round is
held when every caller had speech, 95 % of the replies began within `REPLY` seconds after the pause
that ends an utterance, and no more than 1 % of the audio came later than `LATE`. The simulator runs
on the same machine; what it costs is told beside it.

Webhooks are calls by keypad without their callers: requests per second against those of an empty
Flask route under the same web server.

    python -m bench.load [--calls 4,10,16,22,28,34] [--seconds 60] [--json FILE]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import requests
from twilio.request_validator import RequestValidator

from bench.latency import AUDIO, QUESTIONS, STAGGER, percentile
from demo.captions import CaptionFile
from demo.server import TOKEN, Server, free_port
from ivr.cli.common import local_settings
from models import migrate
from models.base import connect
from simulator import CallOptions, CallResult, parse_script, place_call
from simulator.sip import place_sip_call
from tests.support.databases import fresh_url
from tests.support.databases import server as database_server

REPLY = 1.0
LATE = 0.2
LATE_SHARE = 0.01
WEBHOOK_THREADS = 16
WEBHOOK_SECONDS = 10


@dataclass(frozen=True)
class Round:
    """So many calls at once; seconds, and cores in use."""

    workers: int
    calls: int
    with_speech: int
    replies: int
    reply_p50: float
    reply_p95: float
    late_share: float
    server_cores: float
    simulator_cores: float
    door: str = "twilio"

    @property
    def held(self) -> bool:
        """Whether nobody had to wait."""
        served = self.with_speech == self.calls and self.replies > 0
        return served and self.reply_p95 <= REPLY and self.late_share <= LATE_SHARE


def measure(
    calls: int, seconds: int, var: Path, workers: int, door: str = "twilio", **engine: str
) -> Round:
    """One round on a server of its own, with the usual engine or with these settings.

    `door` is `twilio` or `sip`; one process alone answers over SIP.
    """
    with tempfile.TemporaryDirectory(prefix="hotline-load-") as folder:
        workdir = Path(folder)
        lines = {"HOTLINE_WORKERS": str(workers), "HOTLINE_SPEECH_CALLS": str(calls)}
        with Server(var.resolve(), workdir, **{**engine, **lines}) as server:
            migrate.upgrade(connect(server.database_url))
            pid = server._process.pid
            before, own, began = cpu_seconds(pid), time.process_time(), time.monotonic()
            with ThreadPoolExecutor(calls) as pool:
                results = list(pool.map(lambda n: _call(server, n, seconds, door), range(calls)))
            took = time.monotonic() - began
            cores, own_cores = (
                (cpu_seconds(pid) - before) / took,
                (time.process_time() - own) / took,
            )
            captions = CaptionFile(server.captions)
            heard = [line for result in results for line in captions.lines(result.call_sid)]
            replies = [line["reply"] for line in heard if line["kind"] == "reply"]
    spoken = {line["call"] for line in heard if line["kind"] == "hotline" and not line["keypad"]}
    late = sum(hole["seconds"] for r in results for hole in r.underruns if hole["seconds"] > LATE)
    spent = sum(r.seconds for r in results)
    return Round(
        workers=workers,
        calls=calls,
        with_speech=len(spoken),
        replies=len(replies),
        reply_p50=percentile(50, replies),
        reply_p95=percentile(95, replies),
        late_share=round(_late_packets(results) if door == "sip" else late / spent, 4),
        server_cores=round(cores, 2),
        simulator_cores=round(own_cores, 2),
        door=door,
    )


def _late_packets(results: list[CallResult]) -> float:
    """Over SIP each packet's delay is known; a call's share weighs as much as its length."""
    return sum(r.late_packets * r.seconds for r in results) / sum(r.seconds for r in results)


def _call(server: Server, number: int, seconds: int, door: str) -> CallResult:
    """Asks every few seconds, often in the middle of an answer, and hangs up in the end."""
    turns = max(1, seconds // 9)
    steps: list = [{"pause": round(number * STAGGER, 2)}]
    for turn in range(turns):
        asked = QUESTIONS[(number + turn) % len(QUESTIONS)]
        steps.append({"say": asked, "during_prompt": True, "after": 4.0})
    script = parse_script(
        {"name": f"caller {number}", "steps": [*steps, {"pause": 3.0}, "hangup"]}, folder=AUDIO
    )
    options = CallOptions(max_seconds=seconds * 2 + 60)
    if door == "sip":
        return place_sip_call(("127.0.0.1", server.sip_port), script, options=options)
    return place_call(server.url, script, auth_token=TOKEN, options=options)


def cpu_seconds(pid: int) -> float:
    """CPU seconds of a server and its workers so far."""
    family = subprocess.run(
        ["ps", "-o", "pid=", "--pid", str(pid), "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    ticks = 0
    for member in family:
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def webhooks(var: Path) -> dict[str, dict[str, float]]:
    """Requests per second and their p99: of a call's first webhook and of an empty route."""
    return {
        "a call's first webhook, PostgreSQL": _first_webhook(var, "postgresql"),
        "a call's first webhook, SQLite": _first_webhook(var, "sqlite"),
        "an empty Flask route": _empty_route(),
    }


def _first_webhook(var: Path, database: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="hotline-load-") as folder:
        url = fresh_url(database, Path(folder))
        if database == "postgresql":
            database_server().durable(True)
        settings = {
            "HOTLINE_WORKERS": "1",
            "HOTLINE_ENGINE": "none",
            "HOTLINE_KEYPAD_CALLS": "9999",
            "HOTLINE_DATABASE_URL": url,
        }
        with Server(var.resolve(), Path(folder), **settings) as server:
            incoming = f"{server.url}/voice/incoming"
            return _hammer(lambda session: _webhook(session, incoming))


def _empty_route() -> dict[str, float]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--worker-class=gthread", "--threads=64"]
    command.append("--log-level=warning")
    empty = subprocess.Popen([*command, f"--bind=127.0.0.1:{port}", "bench.load:empty_app()"])
    try:
        time.sleep(3)
        return _hammer(lambda session: session.post(f"http://127.0.0.1:{port}/", timeout=15))
    finally:
        empty.terminate()
        empty.wait(30)


def empty_app():
    """What a webhook cannot be faster than."""
    from flask import Flask

    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: ("", 204), methods=["POST"])
    return app


def _webhook(session: requests.Session, url: str) -> None:
    form = {"CallSid": "CA" + uuid.uuid4().hex, "From": "+8613800001234", "To": "+862112351"}
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    headers = {"X-Twilio-Signature": signature}
    session.post(url, data=form, headers=headers, timeout=15).raise_for_status()


def _hammer(ask: Callable[[requests.Session], object]) -> dict[str, float]:
    until = time.monotonic() + WEBHOOK_SECONDS

    def one(_: int) -> list[float]:
        took = []
        with requests.Session() as session:
            while time.monotonic() < until:
                began = time.monotonic()
                ask(session)
                took.append(time.monotonic() - began)
        return took

    with ThreadPoolExecutor(WEBHOOK_THREADS) as pool:
        times = [t for took in pool.map(one, range(WEBHOOK_THREADS)) for t in took]
    return {"per_second": round(len(times) / WEBHOOK_SECONDS, 1), "p99": percentile(99, times)}


def report(rounds: list[Round], hooks: dict[str, dict[str, float]]) -> str:
    """Markdown."""
    cores = len(os.sched_getaffinity(0))
    lines = [
        "| processes | calls | with speech | replies | reply p50 | reply p95 | late audio | server, cores "
        "| simulator, cores | held |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.workers} | {r.calls} | {r.with_speech} | {r.replies} | {r.reply_p50:.2f} s | {r.reply_p95:.2f} s "
        f"| {r.late_share:.1%} | {r.server_cores} | {r.simulator_cores} "
        f"| {'yes' if r.held else 'no'} |"
        for r in rounds
    ]
    most = max((r for r in rounds if r.held), key=lambda r: r.calls, default=None)
    if most:
        each = most.server_cores / most.calls
        lines.append(
            f"\nMost calls held: {most.calls} on {cores} cores, simulator included: "
            f"{100 * cores / most.calls:.0f} such cores for 100 calls. Each took {each:.3f} of a core "
            "in the server."
        )
    else:
        lines.append(f"\nNo round was held on {cores} cores.")
    lines += ["\n| webhook | per second | p99 |", "|---|---|---|"]
    lines += [f"| {name} | {h['per_second']} | {h['p99']:.3f} s |" for name, h in hooks.items()]
    return "\n".join(lines)


def main() -> None:
    """Print the tables; write them as JSON too when asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument(
        "--calls", default="4,10,16,22,28,34", help="calls at once, round by round"
    )
    options.add_argument("--workers", default="1,2", help="processes of the server, in turn")
    options.add_argument("--seconds", type=int, default=60, help="length of a round")
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    var = local_settings().var
    rounds = []
    for workers in map(int, chosen.workers.split(",")):
        for calls in map(int, chosen.calls.split(",")):
            print(f"{workers} processes, {calls} calls", file=sys.stderr, flush=True)
            rounds.append(measure(calls, chosen.seconds, var, workers))
    hooks = webhooks(var)
    print(report(rounds, hooks))
    if chosen.json:
        found = {"rounds": [asdict(r) | {"held": r.held} for r in rounds], "webhooks": hooks}
        chosen.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
