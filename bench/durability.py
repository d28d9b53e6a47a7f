"""Recovery: a worker is killed (SIGKILL) at every moment of whole calls, another one goes on.

A moment is just before or after an effect, a log entry, or an act of the caller. Counted is whether
the second process asks what an unharmed call asks there, and whether notices, call-backs, messages,
audit and log are in the end exactly those of an unharmed call.

    python -m bench.durability [--every N] [--calls NAME...] [--json FILE]
"""

import argparse
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.base import connect
from models.vault import Vault
from tests.support.databases import KEY, fresh_url, server
from tests.support.killing import Place, hold, hold_elsewhere
from tests.support.members import row, take, write_csv
from tests.support.outcome import outcome
from tests.support.scripts import SCRIPTS

POSTGRESQL_EVERY = 8
"""On PostgreSQL every so manieth moment: each needs a database of its own."""


@dataclass
class Row:
    """What became of the kills in one kind of call."""

    database: str
    call: str
    kills: int = 0
    resumed: int = 0
    lost: int = 0
    doubled: int = 0
    failed: int = 0


class Places:
    """Databases with one member, each used for one call."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._folder = folder
        self._used = 0
        self._ready = fresh_url(kind, folder)
        engine = connect(self._ready, Vault([KEY]))
        take(engine, write_csv(folder / "m.csv", row()))
        engine.dispose()

    def new(self) -> Place:
        self._used += 1
        var = self._folder / str(self._used)
        var.mkdir()
        if self._kind == "sqlite":
            file = Path(self._ready.removeprefix("sqlite:///"))
            shutil.copy(file, var / "hotline.db")
            return Place(f"sqlite:///{var}/hotline.db", var, KEY)
        name = self._ready.split("@/")[1].split("?")[0]
        server().run(f"CREATE DATABASE trial{self._used} TEMPLATE {name}")
        return Place(server().url(f"trial{self._used}"), var, KEY)

    def drop(self, place: Place) -> None:
        """Room for the next."""
        shutil.rmtree(place.var)
        if self._kind != "sqlite":
            server().run(f"DROP DATABASE {place.url.split('@/')[1].split('?')[0]}")


def trials(places: Places, counted: Row, every: int, told: Callable[[], None]) -> None:
    """Kill one kind of call at every moment, or every so manieth; `told` hears of each trial."""
    words = SCRIPTS[counted.call]
    unharmed = places.new()
    asked, moments = hold(unharmed, words)
    wanted = _left(unharmed)
    for kill_at in range(0, len(moments), every):
        place = places.new()
        code, _ = hold_elsewhere(place, words, kill_at)
        assert code == -9, "the worker outlived its kill"
        counted.kills += 1
        code, resumed = hold_elsewhere(place, words)
        counted.failed += code != 0
        counted.resumed += code == 0 and resumed == asked[-len(resumed) :]
        lost, doubled = _differences(wanted, _left(place))
        counted.lost += lost
        counted.doubled += doubled
        places.drop(place)
        told()
    places.drop(unharmed)


def _left(place: Place) -> dict[str, Any]:
    with place.records() as records:
        return outcome(records)


def _differences(wanted: dict[str, list], got: dict[str, list]) -> tuple[bool, bool]:
    """Whether anything is missing, and whether anything is there that should not be."""
    lost = any(Counter(map(str, wanted[k])) - Counter(map(str, got[k])) for k in wanted)
    doubled = any(Counter(map(str, got[k])) - Counter(map(str, wanted[k])) for k in wanted)
    return lost, doubled


def main() -> None:
    """All calls on SQLite, and a share of the moments on PostgreSQL."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="only every so manieth moment")
    parser.add_argument("--json", type=Path, help="write the rows here too")
    parser.add_argument("--calls", nargs="*", default=list(SCRIPTS), help="only these calls")
    options = parser.parse_args()
    rows: list[Row] = []
    began = time.monotonic()
    for kind, every in (("sqlite", 1), ("postgresql", POSTGRESQL_EVERY)):
        with tempfile.TemporaryDirectory() as folder:
            places = Places(kind, Path(folder))
            for name in options.calls:
                rows.append(Row(kind, name))
                trials(places, rows[-1], every * options.every, lambda: _keep(rows, options.json))
    _print(rows, time.monotonic() - began)


def _keep(rows: list[Row], file: Path | None) -> None:
    """After every trial, so that a run that is broken off has its results."""
    if file:
        file.write_text(json.dumps([asdict(r) for r in rows], indent=1), encoding="utf-8")


def _print(rows: list[Row], seconds: float) -> None:
    names = ("database", "call", "kills", "resumed", "lost", "doubled", "failed")
    total = Row("all", "")
    for field in ("kills", "resumed", "lost", "doubled", "failed"):
        setattr(total, field, sum(getattr(r, field) for r in rows))
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}")
    for one in (*rows, total):
        print(f"| {' | '.join(str(getattr(one, name)) for name in names)} |")
    print(
        "\nresumed: the process that took over asked what an unharmed call asks there. lost and "
        "doubled: calls after which a notice, call-back, message, audit entry or log entry was "
        f"missing or there twice. failed: the second process did not finish. {seconds:.0f} s."
    )


if __name__ == "__main__":
    main()
