"""Soak: calls at a steady rate for as long as is wanted, with faults; every call accounted for.

Two servers behind nginx share one PostgreSQL. Callers follow each other without a pause: some
ask, every third reports an accident. Meanwhile, in turn: a server is killed, the database
is restarted, the disk becomes slow, and all the time the line loses frames and delays them. In the
end every call must be in the database, every part of a notice that the dialogue was told is kept must be
there, and the memory of the servers must not have grown.

    python -m bench.soak [--minutes 10] [--calls 4] [--loss 0.05] [--jitter 0.06] [--json FILE]
"""

import argparse
import json
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import linear_regression

from sqlalchemy import select

from bench.latency import AUDIO, QUESTIONS
from ivr.commands.common import trial_settings
from ivr.simulator import CallOptions, CallResult, Network, parse_script, place_call
from models.base import connect, sessions
from models.call import Call, LogEntry
from models.notice import Notice
from models.vault import Vault
from tests.databases import KEY, fresh_url, server
from tests.scale.servers import TOKEN, Nginx, Server, wait_until

SAMPLE_SECONDS = 5
SETTLING = 0.2
"""Share of the run before memory is looked at: caches fill."""
NOTICE = [
    {"keys": "4"},
    {"say": "reporter.wav"},
    {"keys": "3014673002"},
    {"keys": "1"},
    {"keys": "20261120"},
    {"keys": "1"},
    {"say": "place.wav"},
]
"""An accident notice, broken off before the story: what was told so far must be kept."""


@dataclass
class Outcome:
    """What became of all of it."""

    minutes: float
    calls: int = 0
    finished: int = 0
    dropped: int = 0
    """Calls that ended neither by the caller nor with a good-bye."""
    resumed: int = 0
    """Calls whose stream broke and that went on."""
    unaccounted: int = 0
    """Calls the database does not know."""
    notices_kept: int = 0
    """Calls in which the dialogue was told that a part of a notice is kept."""
    notices_lost: int = 0
    """Those of which the database has none."""
    faults: list[str] = field(default_factory=list)
    megabytes_per_hour: list[float] = field(default_factory=list)
    """Slope of each server process that lived through the whole run."""
    reply_p95: float = float("nan")


class World:
    """Servers, proxy, database."""

    def __init__(self, folder: Path, weights: Path) -> None:
        database = fresh_url("postgresql", folder)
        self.engine = connect(database, Vault([KEY]))
        settings = {
            "HOTLINE_DATABASE_URL": database,
            "HOTLINE_DATA_KEY": KEY,
            "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
            "HOTLINE_OTHER_SERVERS": "true",
            "HOTLINE_SERVERS_HERE": "2",
            "HOTLINE_DRAIN_SECONDS": "30",
        }
        self.servers = [Server(folder / name, **settings) for name in "ab"]
        for one in self.servers:
            one.application = "ivr.wsgi:app"
            var = Path(folder / one.name / "var")
            var.mkdir()
            (var / "weights").symlink_to(weights)
        self.nginx = Nginx(folder / "nginx", self.servers)
        for one in self.servers:
            one.settings["HOTLINE_PUBLIC_URL"] = self.nginx.url
            one.start()
        self.nginx.start()
        for one in self.servers:
            wait_until(one.ready, 240, "a server")

    def close(self) -> None:
        self.nginx.stop()
        for one in self.servers:
            one.stop()
        self.engine.dispose()


def soak(minutes: float, callers: int, network: Network, world: World) -> Outcome:
    """Run it."""
    found = Outcome(minutes)
    results: list[CallResult] = []
    until = time.monotonic() + minutes * 60
    threads = [
        threading.Thread(target=_caller, args=(n, world, network, until, results))
        for n in range(callers)
    ]
    memory: dict[int, list[tuple[float, float]]] = {}
    over = threading.Event()
    sampler = threading.Thread(target=_sample, args=(world, memory, over))
    for thread in [*threads, sampler]:
        thread.start()
    for number, (name, fault) in enumerate(_faults(world)):
        _sleep_until(until - minutes * 60 * (1 - (number + 1) / 5))
        found.faults.append(name)
        print(f"fault: {name}", flush=True)
        fault()
    for thread in threads:
        thread.join()
    over.set()
    sampler.join()
    _account(found, results, world)
    found.megabytes_per_hour = [
        round(slope, 1) for samples in memory.values() if (slope := _slope(samples)) is not None
    ]
    return found


def _faults(world: World) -> list[tuple[str, Callable[[], None]]]:
    def kill() -> None:
        world.servers[0].kill()
        world.servers[0].start()

    def restart_database() -> None:
        server().stop()
        time.sleep(10)
        server().start()

    def slow_disk() -> None:
        # Another program that flushes all the time: every fsync of ours waits behind it.
        command = ["dd", "if=/dev/zero", "of=soak.fill", "bs=1M", "count=400", "oflag=dsync"]
        subprocess.run(command, cwd=world.servers[1].folder, capture_output=True, check=False)
        (world.servers[1].folder / "soak.fill").unlink(missing_ok=True)

    return [
        ("server killed", kill),
        ("database away for 10 s", restart_database),
        ("slow disk", slow_disk),
    ]


def _caller(
    number: int, world: World, network: Network, until: float, results: list[CallResult]
) -> None:
    """One call after the other; every third is an accident notice by keys."""
    count = number
    while time.monotonic() < until:
        count += 1
        if count % 3 == 0:
            steps: list = [*NOTICE]
        else:
            steps = [
                {
                    "say": QUESTIONS[(count + n) % len(QUESTIONS)],
                    "during_prompt": True,
                    "after": 3.0,
                }
                for n in range(3)
            ]
        script = parse_script(
            {"name": f"call {count}", "steps": [*steps, {"pause": 3.0}, "hangup"]}, folder=AUDIO
        )
        options = CallOptions(
            call_sid="CA" + uuid.uuid4().hex, network=network, seed=count, max_seconds=180
        )
        results.append(place_call(world.nginx.url, script, auth_token=TOKEN, options=options))


def _account(found: Outcome, results: list[CallResult], world: World) -> None:
    """Compare what callers lived through with what the database has."""
    for one in world.servers:
        wait_until(one.ready, 240, "a server")
    with sessions(world.engine)() as session:
        rows = {call.sid: call for call in session.scalars(select(Call))}
        notices = {notice.call_sid for notice in session.scalars(select(Notice))}
        entries = session.scalars(select(LogEntry).where(LogEntry.asked == "save:notice"))
        told = {entry.call_sid for entry in entries if entry.reply["type"] == "Saved"}
    found.notices_kept = len(told)
    found.notices_lost = len(told - notices)
    found.calls = len(results)
    for result in results:
        row = rows.get(result.call_sid)
        found.unaccounted += row is None
        finished = result.ended_by in ("caller", "server")
        found.finished += finished
        found.dropped += not finished
        found.resumed += bool(row and row.streams > 1 and finished)
    replies = sorted(r["seconds"] for result in results for r in result.latencies)
    if replies:
        found.reply_p95 = round(replies[int(len(replies) * 0.95)], 2)


def _sample(world: World, memory: dict[int, list[tuple[float, float]]], over: threading.Event):
    began = time.monotonic()
    while not over.wait(SAMPLE_SECONDS):
        for one in world.servers:
            listed = subprocess.run(
                ["ps", "-o", "pid=,rss=", "--ppid", str(one.process.pid)],
                capture_output=True,
                text=True,
                check=False,
            ).stdout.split()
            for pid, rss in zip(listed[::2], listed[1::2], strict=True):
                sample = ((time.monotonic() - began) / 3600, int(rss) / 1024)
                memory.setdefault(int(pid), []).append(sample)


def _slope(samples: list[tuple[float, float]]) -> float | None:
    settled = samples[int(len(samples) * SETTLING) :]
    if len(settled) < 12:
        return None
    hours, megabytes = zip(*settled, strict=True)
    return linear_regression(hours, megabytes).slope


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def report(found: Outcome) -> str:
    """Markdown."""
    rows = asdict(found)
    rows["faults"] = ", ".join(found.faults)
    rows["megabytes_per_hour"] = ", ".join(map(str, found.megabytes_per_hour))
    return "\n".join(["| | |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows.items())])


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--calls", type=int, default=4, help="callers at once")
    options.add_argument("--loss", type=float, default=0.05)
    options.add_argument("--jitter", type=float, default=0.06)
    options.add_argument("--json", type=Path, help="also write the result here")
    chosen = options.parse_args()
    network = Network(loss=chosen.loss, jitter=chosen.jitter)
    weights = (trial_settings().var / "weights").resolve()
    with tempfile.TemporaryDirectory(prefix="hotline-soak-") as folder:
        world = World(Path(folder), weights)
        try:
            found = soak(chosen.minutes, chosen.calls, network, world)
        finally:
            world.close()
    print(report(found))
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(found), indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
