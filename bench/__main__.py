"""Runs the measurements and writes them down.

python -m bench                 all of them, docs/benchmarks.md and var/bench/*.json
python -m bench parsing voice   these only; the page keeps the other sections as they were
python -m bench soak --minutes 60 --calls 22   one, with options of its own
"""

import argparse
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from bench.machine import describe

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
RESULTS = ROOT / "var" / "bench"
SECTIONS = {
    "understanding": "Understanding: what callers mean",
    "strangers": "Strangers' sentences",
    "parsing": "Spoken numbers and dates, as text",
    "recognition": "Recognition: from audio to meaning",
    "numbers": "Ten spoken digits",
    "answers": "Yes and no by voice",
    "latency": "Reply latency over the wire",
    "load": "Capacity: calls and webhooks",
    "trunk": "Calls over SIP, beside Twilio's stream",
    "vosk_loop": "Capacity with Vosk, beside a plain recognition server",
    "durability": "Recovery: workers killed in mid-call",
    "soak": "Soak: calls with faults",
    "members": "Importing members",
    "console": "The console at a million calls",
    "cards": "A call by voice about every kind of card",
    "voice": "The hotline's own voice, as a recogniser hears it",
}
_HEAD = """# Benchmarks

Made by `make bench`, which anyone can run again. Machines are noisy: compare ratios and medians,
not single times. Each section says when and on what it was measured.
"""


def main() -> None:
    """Run what is asked for, then write the page."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SECTIONS))
    asked, own = options.parse_known_args()
    names = asked.names or list(SECTIONS)
    if own and len(names) > 1:
        options.error(f"{' '.join(own)}: options go with one measurement only")
    for name in names:
        if name not in SECTIONS:
            options.error(f"no measurement {name!r}; there are {', '.join(SECTIONS)}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    measured = {name: _measure(name, own) for name in names}
    PAGE.write_text(_page(PAGE.read_text("utf-8"), measured), encoding="utf-8")
    failed = [name for name, text in measured.items() if not text]
    print(f"\nWritten: {PAGE.relative_to(ROOT)}, {RESULTS.relative_to(ROOT)}/*.json")
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def _measure(name: str, own: list[str]) -> str:
    """Run one measurement in a process of its own; what it prints, or '' if it failed."""
    print(f"\n# {SECTIONS[name]}\n", flush=True)
    began = time.monotonic()
    results = ["--json", str(RESULTS / f"{name}.json")]
    command = [sys.executable, "-m", f"bench.{name}", *own, *results]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, flush=True)
    if done.returncode != 0:
        return ""
    stamp = f"{date.today()}, {describe()}; took {time.monotonic() - began:.0f} s."
    return f"`python -m bench {' '.join([name, *own])}`\n\n{done.stdout.strip()}\n\n{stamp}"


def _page(before: str, measured: dict[str, str]) -> str:
    """The page with these sections new and the others as they were."""
    kept = dict(part.split("\n\n", 1) for part in before.split("\n## ")[1:])
    parts = [_HEAD]
    for name, title in SECTIONS.items():
        if text := measured.get(name) or kept.get(title, "").strip():
            parts.append(f"## {title}\n\n{text}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    main()
