"""Runs the demo: server up, calls placed, outcomes checked, table printed."""

import os
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, select

from demo.captions import CaptionFile
from demo.judge import faults_of
from demo.plan import PlannedCall, load, phone_of
from demo.server import TOKEN, Server
from ivr.cli.common import local_settings
from ivr.config.data_key import local_key
from models import migrate, union_codes
from models.base import connect, sessions
from models.member_import import import_members
from models.notice import Notice
from models.vault import Vault
from simulator import CallOptions, CallResult, StreamStart, place_call
from simulator.sip import place_baresip_call, place_sip_call
from simulator.sip.baresip import INSTALLED as HAS_BARESIP

SAMPLE_MEMBERS = Path(union_codes.__file__).with_name("sample_members.csv")

AT_ONCE = 4
"""Calls placed at a time: few enough to be read along."""
MAX_SECONDS = 400
"""Length of a call at which something must be wrong."""

SIP_CALLER = (
    "baresip"
    if HAS_BARESIP
    else "the simulator, which is our own: baresip is not installed (Debian: baresip-core)"
)

console = Console(highlight=False)


@dataclass
class Outcome:
    """What became of one planned call."""

    plan: PlannedCall
    engine: str
    result: CallResult
    replies: list[float]
    turns: int
    faults: list[str]


def run(names: Collection[str] = ()) -> bool:
    """Place all calls, or those of `names`; return whether each reached its outcome."""
    return all(not outcome.faults for outcome in outcomes(names))


def outcomes(names: Collection[str] = ()) -> list[Outcome]:
    """Place all calls, or those of `names`; what became of each.

    Several at a time, long ones first, on one server; those that break something for others on servers of
    their own.
    """
    plans = [plan for plan in load() if not names or plan.name in names]
    # Stopped from outside, the servers and the calls must still be ended in good order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    workdir = Path(tempfile.mkdtemp(prefix="hotline-demo-"))
    long_first = sorted(plans, key=lambda plan: len(plan.steps), reverse=True)
    console.print(f"Records in {workdir}; calls over SIP come from {SIP_CALLER}.\n")
    with ExitStack() as servers, ThreadPoolExecutor(AT_ONCE) as pool:
        if not all(plan.alone for plan in plans):
            shared = servers.enter_context(_server(workdir / "shared"))
        placed = list(
            pool.map(
                lambda p: _place_alone(p, workdir / p.name) if p.alone else _place(p, shared),
                long_first,
            )
        )
    placed.sort(key=lambda outcome: plans.index(outcome.plan))
    _print_table(placed)
    if not any(outcome.faults for outcome in placed):
        shutil.rmtree(workdir)
    return placed


def _server(workdir: Path) -> Server:
    """A server to be started, whose members are the samples."""
    workdir.mkdir()
    server = Server(local_settings().var.resolve(), workdir, HOTLINE_TODAY="2026-11-24")
    engine = _database(server)
    migrate.upgrade(engine)
    import_members(engine, SAMPLE_MEMBERS, union_codes.load())
    engine.dispose()
    return server


def _place_alone(plan: PlannedCall, workdir: Path) -> Outcome:
    with _server(workdir) as server:
        return _place(plan, server)


def _database(server: Server) -> Engine:
    return connect(server.database_url, Vault([local_key(server.var)]))


def _place(plan: PlannedCall, server: Server) -> Outcome:
    captions = CaptionFile(server.captions)
    console.print(f"[bold]{plan.name}[/bold]: {plan.about}")
    result = _call(plan, server, captions)
    sid = result.call_sid
    faults = [*faults_of(plan, result), *_notice_faults(plan, server, sid)]
    turns = sum(1 for line in captions.lines(sid) if line["kind"] == "caller")
    engine = str(server.health()["engine"])
    return Outcome(plan, engine, result, captions.replies(sid), turns, faults)


def _call(plan: PlannedCall, server: Server, captions: CaptionFile) -> CallResult:
    sid, phone = "CA" + os.urandom(16).hex(), phone_of(plan.name)
    options = CallOptions(
        call_sid=sid,
        max_seconds=MAX_SECONDS,
        extra_params={"From": phone},
        stream_start=StreamStart(plan.stream),
        captions=captions.spoken,
        hooks={"kill_worker": lambda: os.kill(captions.worker_of(sid), signal.SIGKILL)},
        on_event=lambda kind, data: _print_event(plan.name, kind, data),
        out_dir=server.workdir / "audio",
    )
    if plan.over == "sip":
        trunk = ("127.0.0.1", server.sip_port)
        place = place_baresip_call if HAS_BARESIP else place_sip_call
        return place(trunk, plan.script(), from_number=phone, options=options)
    return place_call(server.url, plan.script(), auth_token=TOKEN, options=options)


def _print_event(name: str, kind: str, data: dict[str, Any]) -> None:
    if kind == "caption":
        side = "热线" if data["who"] == "hotline" else "来电"
        console.print(f"  {name:<18} {side}  {data['text']}", soft_wrap=True)
    elif kind == "step" and "call" in data:
        console.print(f"  {name:<18} ----  {data['call']}")


def _notice_faults(plan: PlannedCall, server: Server, sid: str) -> list[str]:
    engine = _database(server)
    with sessions(engine)() as session:
        notice = session.scalar(select(Notice).where(Notice.call_sid == sid))
    engine.dispose()
    status = notice.status if notice else ""
    return [] if status == plan.notice else [f"notice is {status!r}, not {plan.notice!r}"]


def _print_table(outcomes: list[Outcome]) -> None:
    table = Table(title=f"Calls (engine: {outcomes[0].engine})")
    for column in ("call", "expected", "reached", "turns", "reply p50 s", "reply p95 s"):
        table.add_column(column)
    for outcome in outcomes:
        table.add_row(
            outcome.plan.name,
            outcome.plan.about,
            "yes" if not outcome.faults else "NO: " + "; ".join(outcome.faults),
            str(outcome.turns),
            *_percentiles(outcome.replies),
        )
    every = [reply for outcome in outcomes for reply in outcome.replies]
    table.add_row("all", "", "", str(sum(o.turns for o in outcomes)), *_percentiles(every))
    console.print(table)
    console.print(
        "Reply: from the end of the caller's utterance, pause excluded, to the first frame."
    )


def _percentiles(seconds: list[float]) -> tuple[str, str]:
    if not seconds:
        return "-", "-"
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered):.2f}", f"{p95:.2f}"
