"""Runs the measurements and writes them down.

python -m bench                 all of them, docs/benchmarks.md and var/bench/*.json
python -m bench parsing voice   these only; the page keeps the other sections as they were
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
    "parsing": "Spoken numbers and dates, as text",
    "recognition": "Recognition: from audio to meaning",
    "numbers": "Ten spoken digits",
    "latency": "Reply latency over the wire",
    "load": "Capacity: calls and webhooks",
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
    names = options.parse_args().names or [n for n in SECTIONS if _module(n).exists()]
    for name in names:
        if name not in SECTIONS:
            options.error(f"no measurement {name!r}; there are {', '.join(SECTIONS)}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    failed = [name for name in names if not _measure(name)]
    PAGE.write_text(_page(), encoding="utf-8")
    print(f"\nWritten: {PAGE.relative_to(ROOT)}, {RESULTS.relative_to(ROOT)}/*.json")
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def _module(name: str) -> Path:
    return ROOT / "bench" / f"{name}.py"


def _measure(name: str) -> bool:
    """Run one measurement in a process of its own; keep what it prints."""
    print(f"\n# {SECTIONS[name]}\n", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", f"bench.{name}", "--json", str(RESULTS / f"{name}.json")]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, flush=True)
    if done.returncode == 0:
        stamp = f"{date.today()}, {describe()}; took {time.monotonic() - began:.0f} s."
        (RESULTS / f"{name}.md").write_text(f"{done.stdout.strip()}\n\n{stamp}\n", encoding="utf-8")
    return done.returncode == 0


def _page() -> str:
    parts = [_HEAD]
    for name, title in SECTIONS.items():
        result = RESULTS / f"{name}.md"
        if result.exists():
            parts.append(f"## {title}\n\n`python -m bench {name}`\n\n{result.read_text('utf-8')}")
    return "\n".join(parts)


if __name__ == "__main__":
    main()
