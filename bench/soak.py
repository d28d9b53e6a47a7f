"""Soak: calls without a pause for as long as is wanted, with faults; every call accounted for.

Two servers behind nginx share one PostgreSQL. Callers follow each other and do what the demo's
callers do: ask, prove who they are, report accidents to the end or hang up half-way, by voice and
by keys. All the time the line loses frames and delays them; meanwhile, again and again, a server is
killed, the database is torn down, the disk becomes slow. In the end the database must know every
call, everything of a notice that a caller was told is kept must be there, and the memory of the
servers must not have grown.

    python -m bench.soak [--minutes 10] [--calls 22] [--loss 0.05] [--jitter 0.06] [--json FILE]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import count, cycle
from pathlib import Path
from statistics import linear_regression

from sqlalchemy import select

from bench.latency import percentile
from bench.soak_world import World
from demo.judge import faults_of
from demo.plan import PlannedCall, load, phone_of
from models.base import sessions
from models.call import Call
from models.notice import Notice, NoticeStatus
from simulator import CallOptions, CallResult, Network, StreamStart, place_call
from tests.support.servers import TOKEN

SAMPLE_SECONDS = 5
SETTLING = 0.2
"""Share of a process's life before its memory is looked at: caches fill."""
LEAST_MINUTES = 5.0
"""Memory of processes that lived shorter tells nothing."""
MAX_SECONDS = 300
"""Length of a call at which something must be wrong."""
RECOVERY_SECONDS = 20
"""After a fault, until replies count as those of calm times again."""
BEGUN = "出事会员的十位会员号"
"""Asked in a notice once the name is kept."""
COMPLETE = "登记好了，您的登记号是"


NONE = (float("nan"), float("nan"))


@dataclass(frozen=True)
class Fault:
    """Something that happened to the servers; epoch seconds."""

    name: str
    began: float
    ended: float


@dataclass(frozen=True)
class Memory:
    """One process that served calls."""

    minutes: float
    first: float
    """MiB once it had settled."""
    last: float
    slope: float
    """MiB per hour, fitted."""


@dataclass
class Outcome:
    """What became of all of it."""

    minutes: float
    callers: int
    calls: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    """By whom: caller, server (after a good-bye), else dropped."""
    as_planned: int = 0
    """Calls that heard all they should; the others had to ask again, or gave up."""
    by_speech: int = 0
    resumed: int = 0
    """Calls whose stream broke and that went on."""
    unaccounted: int = 0
    """Calls the database does not know."""
    told_begun: int = 0
    """Calls that were told, in effect, that their notice is begun."""
    told_complete: int = 0
    """Calls that were given a reference number."""
    notices_lost: list[str] = field(default_factory=list)
    """Those of which the database does not have it: call, what it has, what was said."""
    replies_calm: tuple[float, float] = NONE
    """p50 and p95 of the replies while nothing was being broken."""
    replies_in_faults: tuple[float, float] = NONE
    late_share: float = 0.0
    """Share of the audio that came more than 0.2 s late."""
    faults: list[Fault] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    """Errors in the servers' logs."""
    memory: list[Memory] = field(default_factory=list)
    missed: dict[str, int] = field(default_factory=dict)
    """What callers missed, where a call did not go as planned."""


@dataclass(frozen=True)
class Placed:
    """One call."""

    plan: PlannedCall
    result: CallResult

    @property
    def finished(self) -> bool:
        """Whether it was ended by one of the two, not by a fault."""
        return self.result.ended_by in ("caller", "server")


class Callers:
    """People who call one after the other until it is time."""

    def __init__(self, world: World, network: Network, until: float) -> None:
        self.placed: list[Placed] = []
        self._world = world
        self._network = network
        self._until = until
        self._plans = cycle([plan for plan in load() if not plan.alone])
        self._numbers = count()
        self._lock = threading.Lock()

    def keep_calling(self) -> None:
        """One line's calls."""
        while time.monotonic() < self._until:
            with self._lock:
                plan, number = next(self._plans), next(self._numbers)
            self.placed.append(Placed(plan, self._call(plan, number)))

    def _call(self, plan: PlannedCall, number: int) -> CallResult:
        options = CallOptions(
            call_sid="CA" + os.urandom(16).hex(),
            max_seconds=MAX_SECONDS,
            extra_params={"From": phone_of(f"{plan.name} {number}")},
            stream_start=StreamStart(plan.stream),
            captions=self._world.captions.spoken,
            network=self._network,
            seed=number,
        )
        return place_call(self._world.url, plan.script(), auth_token=TOKEN, options=options)


def soak(minutes: float, callers: int, network: Network, world: World) -> Outcome:
    """Run it."""
    began = time.monotonic()
    people = Callers(world, network, began + minutes * 60)
    memory: dict[int, list[tuple[float, float]]] = {}
    over = threading.Event()
    threads = [threading.Thread(target=people.keep_calling) for _ in range(callers)]
    sampler = threading.Thread(target=_sample, args=(world, memory, over))
    for thread in [*threads, sampler]:
        thread.start()
    found = Outcome(minutes, callers, faults=_befall(world, began, minutes))
    for thread in threads:
        thread.join()
    over.set()
    sampler.join()
    world.ready()
    _account(found, people.placed, world)
    found.logged = world.log_faults()
    found.memory = [m for samples in memory.values() if (m := _grown(samples))]
    return found


def _befall(world: World, began: float, minutes: float) -> list[Fault]:
    """Two rounds of faults, evenly over the time, with calm at both ends."""
    faults: list[Callable[[], str]] = [world.kill, world.restart_database, world.slow_disk] * 2
    told: list[Fault] = []
    for number, fault in enumerate(faults, start=1):
        due = began + minutes * 60 * number / (len(faults) + 1)
        time.sleep(max(0.0, due - time.monotonic()))
        at, minute = time.time(), (time.monotonic() - began) / 60
        name = f"{fault()} at {minute:.0f} min"
        told.append(Fault(name, at, time.time() + RECOVERY_SECONDS))
        print(name, file=sys.stderr, flush=True)
    return told


def _account(found: Outcome, placed: list[Placed], world: World) -> None:
    """Compare what callers lived through with what the database has."""
    with sessions(world.engine)() as session:
        known = set(session.scalars(select(Call.sid)))
        notices = {notice.call_sid: notice.status for notice in session.scalars(select(Notice))}
    found.calls = len(placed)
    found.ended = dict(Counter(p.result.ended_by for p in placed))
    missed = [_missed(p) for p in placed]
    found.as_planned = missed.count("")
    found.missed = dict(Counter(m for m in missed if m).most_common())
    found.by_speech = sum(bool(p.result.stream_sids) for p in placed)
    found.resumed = sum(len(p.result.stream_sids) > p.plan.streams and p.finished for p in placed)
    found.unaccounted = sum(p.result.call_sid not in known for p in placed)
    for p in placed:
        said = "".join(c["text"] for c in p.result.captions if c["who"] == "hotline")
        begun, complete = bool(p.plan.notice) and BEGUN in said, COMPLETE in said
        status = notices.get(p.result.call_sid)
        found.told_begun += begun
        found.told_complete += complete
        if (complete and status != NoticeStatus.COMPLETE) or (begun and status is None):
            found.notices_lost.append(f"{p.result.call_sid}: {status}; {said}")
    lines = [line for p in placed for line in world.captions.lines(p.result.call_sid)]
    replies = [line for line in lines if line["kind"] == "reply"]
    hit = [any(f.began <= line["at"] <= f.ended for f in found.faults) for line in replies]
    found.replies_calm = _p50_p95([r["reply"] for r, h in zip(replies, hit, strict=True) if not h])
    found.replies_in_faults = _p50_p95([r["reply"] for r, h in zip(replies, hit, strict=True) if h])
    late = sum(h["seconds"] for p in placed for h in p.result.underruns if h["seconds"] > 0.2)
    found.late_share = round(late / sum(p.result.seconds for p in placed), 4)


def _p50_p95(seconds: list[float]) -> tuple[float, float]:
    return percentile(50, seconds), percentile(95, seconds)


def _missed(placed: Placed) -> str:
    """The first thing that was not as planned, '' if all was; a stream more is not a fault here."""
    faults = [f for f in faults_of(placed.plan, placed.result) if "streams instead of" not in f]
    return f"{placed.plan.name}: {faults[0]}" if faults else ""


def _sample(
    world: World, memory: dict[int, list[tuple[float, float]]], over: threading.Event
) -> None:
    began = time.monotonic()
    while not over.wait(SAMPLE_SECONDS):
        for process, megabytes in world.workers().items():
            memory.setdefault(process, []).append(((time.monotonic() - began) / 60, megabytes))


def _grown(samples: list[tuple[float, float]]) -> Memory | None:
    minutes = samples[-1][0] - samples[0][0]
    if minutes < LEAST_MINUTES:
        return None
    settled = samples[int(len(samples) * SETTLING) :]
    times, megabytes = zip(*settled, strict=True)
    slope = linear_regression(times, megabytes).slope * 60
    return Memory(round(minutes, 1), round(megabytes[0]), round(megabytes[-1]), round(slope, 1))


def report(found: Outcome, network: Network) -> str:
    """Markdown."""
    dropped = sum(n for who, n in found.ended.items() if who not in ("caller", "server"))
    rows = {
        "time, callers at once": f"{found.minutes:g} min, {found.callers}",
        "on the line all the time": f"{network.loss:.0%} of the frames lost, "
        f"up to {network.jitter * 1000:.0f} ms of jitter",
        "calls (by speech)": f"{found.calls} ({found.by_speech})",
        "ended by": ", ".join(f"{who} {n}" for who, n in sorted(found.ended.items())),
        "dropped": dropped,
        "stream broken and gone on": found.resumed,
        "not in the database": found.unaccounted,
        "told that a notice is begun, complete": f"{found.told_begun}, {found.told_complete}",
        "of these not in the database": len(found.notices_lost),
        "heard all they should, in order": f"{found.as_planned} "
        f"({found.as_planned / max(1, found.calls):.0%})",
        "reply p50, p95": "{:.2f} s, {:.2f} s".format(*found.replies_calm),
        "during a fault and 20 s after it": "{:.2f} s, {:.2f} s".format(*found.replies_in_faults),
        "audio later than 0.2 s": f"{found.late_share:.1%}",
        "errors logged": len(found.logged),
    }
    lines = ["| | |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows.items())]
    lines += ["\nFaults: " + "; ".join(f.name for f in found.faults) + "."]
    lines += ["\n| process lived | settled | at the end | slope |", "|---|---|---|---|"]
    lines += [
        f"| {m.minutes:.0f} min | {m.first:.0f} MiB | {m.last:.0f} MiB | {m.slope:+.0f} MiB/h |"
        for m in found.memory
    ]
    return "\n".join(lines)


def _capacity() -> int:
    """Calls by speech this machine holds, measured now."""
    command = [Path(sys.executable).with_name("hotline"), "capacity", "--again"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    calls = int(json.loads(done.stdout.splitlines()[-1])["calls"])
    print(f"the machine holds {calls} calls", file=sys.stderr, flush=True)
    return max(1, calls)


def main() -> None:
    """Print the tables; write the outcome as JSON too when asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--calls", type=int, help="callers at once; as many as the machine holds")
    options.add_argument("--loss", type=float, default=0.05)
    options.add_argument("--jitter", type=float, default=0.06)
    options.add_argument("--json", type=Path, help="also write the outcome here")
    chosen = options.parse_args()
    network = Network(loss=chosen.loss, jitter=chosen.jitter)
    callers = chosen.calls or _capacity()
    with (
        tempfile.TemporaryDirectory(prefix="hotline-soak-") as folder,
        World(Path(folder), callers) as world,
    ):
        found = soak(chosen.minutes, callers, network, world)
    print(report(found, network))
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(found), indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
