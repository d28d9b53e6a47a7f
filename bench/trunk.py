"""Calls over SIP: what line and audio alone cost, and replies beside those through Twilio's stream.

Line and audio: a SIP door in a process of its own says back what it hears, 20 ms a piece, to so many
callers at once. Counted are its processor time and the packets that came more than 60 ms behind the
earliest, by the kernel's clock. Replies: the rounds of `bench load`, through both doors.

    python -m bench.trunk [--calls 20,40] [--seconds 20] [--talkers 4] [--json FILE]
"""

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.load import LATE as HOLE
from bench.load import Round, cpu_seconds, measure
from ivr.cli.common import local_settings
from ivr.config import networks
from ivr.telephony.line import CallLine, Heard, LineClosedError, Play
from ivr.telephony.sip.door import SipDoor
from ivr.telephony.sip.options import SipOptions
from simulator.audio import tone
from simulator.sip import Agent, RtpSocket, sdp
from simulator.sip.rtp import ULAW_TO_ALAW
from simulator.sip.talk import LATE
from tests.support.sip import free_udp_port

HOST = "127.0.0.1"
FRAME = tone(400, 0.02).translate(ULAW_TO_ALAW)
DOOR_SECONDS = 600
PIECES = 50
"""Of audio in a second."""


@dataclass(frozen=True)
class Alone:
    """So many calls of line and audio alone."""

    calls: int
    cores_per_call: float
    packets: int
    late_share: float
    lost_share: float


def echo(line: CallLine) -> None:
    """Say back what is heard."""
    try:
        while True:
            event = line.receive(0.01)
            if isinstance(event, Heard):
                line.send([Play(event.audio)])
    except LineClosedError:
        return


def serve(port: int) -> None:
    """The door's process."""
    options = SipOptions(
        host=HOST, port=port, trunks=networks.parse("127.0.0.0/8"), calls_a_minute=10_000
    )
    SipDoor(options, lambda: True, echo).open()
    print("open", flush=True)
    time.sleep(DOOR_SECONDS)


def alone(calls: int, seconds: int) -> Alone:
    """One round of line and audio alone."""
    port = free_udp_port()
    command = [sys.executable, "-m", "bench.trunk", "--door", str(port)]
    door = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert door.stdout is not None
        door.stdout.readline()
        lines = [_called(port) for _ in range(calls)]
        before, began = cpu_seconds(door.pid), time.monotonic()
        delays = _talk(lines, seconds)
        cores = (cpu_seconds(door.pid) - before) / (time.monotonic() - began)
        for agent, _, _ in lines:
            agent.bye()
    finally:
        door.kill()
        door.wait()
    packets = sum(map(len, delays))
    late = sum(delay - min(call) > LATE for call in delays for delay in call)
    return Alone(
        calls,
        round(cores / calls, 5),
        packets,
        round(late / packets, 5),
        round(max(0.0, 1 - packets / (seconds * PIECES * calls)), 5),
    )


def _called(port: int) -> tuple[Agent, RtpSocket, tuple[str, int]]:
    agent, rtp = Agent((HOST, port)), RtpSocket()
    answer = sdp.answer(agent.call(sdp.offer(rtp.port)).body)
    return agent, rtp, (answer.host, answer.port)


def _talk(lines: list[tuple[Agent, RtpSocket, tuple[str, int]]], seconds: int) -> list[list[float]]:
    """Speak on all lines, 20 ms a piece; each line's packets' delays, against their timestamps."""
    due = time.monotonic()
    delays: list[list[float]] = [[] for _ in lines]
    for _ in range(seconds * PIECES):
        for (_, rtp, far), late in zip(lines, delays, strict=True):
            rtp.send(far, 8, FRAME)
            late += [packet.at - packet.timestamp / 8000 for packet in rtp.received()]
        due += 1 / PIECES
        time.sleep(max(0.0, due - time.monotonic()))
    return delays


def report(rounds: list[Alone], doors: list[Round]) -> str:
    """Markdown."""
    lines = ["| calls | of a core, a call | packets | late | lost |", "|---|---|---|---|---|"]
    lines += [
        f"| {r.calls} | {r.cores_per_call:.2%} | {r.packets} | {r.late_share:.2%} | {r.lost_share:.2%} |"
        for r in rounds
    ]
    lines += [
        "\n| door | calls | with speech | replies | reply p50 | reply p95 | late audio | server, cores |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.door} | {r.calls} | {r.with_speech} | {r.replies} | {r.reply_p50:.2f} s "
        f"| {r.reply_p95:.2f} s | {r.late_share:.2%} | {r.server_cores} |"
        for r in doors
    ]
    lines.append(
        f"\nLate, over SIP: packets more than {LATE * 1000:.0f} ms behind a call's earliest. Through Twilio, whose "
        f"buffer is ahead: holes in what is said of more than {HOLE} s."
    )
    return "\n".join(lines)


def main() -> None:
    """Print the tables; write them as JSON too when asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--calls", default="20,40", help="calls of line and audio alone")
    options.add_argument(
        "--seconds", type=int, default=20, help="length of a round of line and audio alone"
    )
    options.add_argument("--talkers", type=int, default=4, help="calls by speech at once, a door")
    options.add_argument("--door", type=int, help=argparse.SUPPRESS)
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    if chosen.door:
        serve(chosen.door)
        return
    rounds = [alone(calls, chosen.seconds) for calls in map(int, chosen.calls.split(","))]
    var = local_settings().var
    doors = [
        measure(chosen.talkers, 60, var, 1, door) for door in ("twilio", "sip") if chosen.talkers
    ]
    print(report(rounds, doors))
    if chosen.json:
        found = {"alone": [asdict(r) for r in rounds], "doors": [asdict(r) for r in doors]}
        chosen.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
