"""Spoken numbers and dates, against the libraries one would otherwise use.

Counts, per table of labelled speech, how many texts come out right, how many with a wrong value
(the costly error: it has to be noticed at the read-back) and how many without one. Rows whose label
is empty must give none. Peers that are not installed are named and left out:

    pip install -e '.[bench]'

    python -m bench.parsing [--data tests/speech/entities/data] [--json parsing.json]
"""

import argparse
import csv
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from speech.entities.command import parse_cli

TODAY = date(2026, 11, 24)
"""The day the labels were made for."""
NOON = datetime(2026, 11, 24, 12)
DATA = Path(__file__).parents[1] / "tests" / "speech" / "entities" / "data"

Parser = Callable[[str], str | None]
"""From a text to its value as written in the tables, None without one."""


@dataclass(frozen=True)
class Score:
    """How one tool did on one table."""

    table: str
    tool: str
    rows: int
    right: int
    wrong: int
    """A value that was not meant."""
    microseconds: float
    """Mean time per text."""


def score(table: str, tool: str, rows: Sequence[tuple[str, str]], parse: Parser) -> Score:
    """Run `parse` over (text, value) rows; an exception counts as no value."""
    started = time.perf_counter()
    results = [_tried(parse, text) for text, _ in rows]
    seconds = time.perf_counter() - started
    pairs = [(result or "", value) for result, (_, value) in zip(results, rows, strict=True)]
    right = sum(result == value for result, value in pairs)
    wrong = sum(bool(result) and result != value for result, value in pairs)
    return Score(table, tool, len(rows), right, wrong, seconds / len(rows) * 1e6)


def _tried(parse: Parser, text: str) -> str | None:
    try:
        return parse(text)
    except Exception:  # noqa: BLE001 - a peer may fail in any way, and that is a result
        return None


def _ours(kind: str) -> Parser:
    return lambda text: parse_cli(kind, text, TODAY)["value"]


def _digits_of(text: str) -> str | None:
    """Ten digits once everything else is taken away: the best a normaliser can be used for."""
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) == 10 else None


def _cn2an() -> Parser:
    import cn2an

    return lambda text: _digits_of(cn2an.transform(text, "cn2an"))


def _wetext() -> Parser:
    from itn.chinese.inverse_normalizer import InverseNormalizer

    normalizer = InverseNormalizer()
    return lambda text: _digits_of(normalizer.normalize(text))


def _wetext_date() -> Parser:
    from itn.chinese.inverse_normalizer import InverseNormalizer

    normalizer = InverseNormalizer()

    def parse(text: str) -> str | None:
        found = re.search(r"(\d{4})/(\d\d)/(\d\d)", normalizer.normalize(text))
        return "-".join(found.groups()) if found else None

    return parse


def _jionlp() -> Parser:
    with redirect_stdout(sys.stderr):  # it greets
        import jionlp

    def parse(text: str) -> str | None:
        start, end = (moment[:10] for moment in jionlp.parse_time(text, time_base=NOON)["time"])
        return start if start == end else None

    return parse


def _dateparser() -> Parser:
    import dateparser

    settings: Any = {"RELATIVE_BASE": NOON, "PREFER_DATES_FROM": "past"}

    def parse(text: str) -> str | None:
        found = dateparser.parse(text, languages=["zh"], settings=settings)
        return found.date().isoformat() if found else None

    return parse


_PEERS: dict[str, dict[str, Callable[[], Parser]]] = {
    "digits": {"cn2an": _cn2an, "WeTextProcessing": _wetext},
    "date": {"jionlp": _jionlp, "dateparser": _dateparser, "WeTextProcessing": _wetext_date},
}
_TABLES = {
    "digits": ("numbers", "numbers_heard"),
    "date": ("dates", "birthdates", "dates_heard"),
}


def run(data: Path) -> list[Score]:
    """Every tool on every table in the folder `data`."""
    scores = []
    for kind, names in _TABLES.items():
        tables = {name: _rows(data / f"{name}.tsv") for name in names}
        tables[f"phrasings, {kind}"] = _rows(data / "phrasings.tsv", kind)
        tools = {"ours": _ours(kind), **_installed(_PEERS[kind])}
        for table, rows in tables.items():
            scores += [score(table, tool, rows, parse) for tool, parse in tools.items()]
    return scores


def _installed(peers: dict[str, Callable[[], Parser]]) -> dict[str, Parser]:
    ready = {}
    for name, load in peers.items():
        try:
            ready[name] = load()
        except ImportError:
            print(f"{name} is not installed: left out", file=sys.stderr)
    return ready


def _rows(path: Path, kind: str = "") -> list[tuple[str, str]]:
    with path.open(encoding="utf-8") as file:
        table = csv.DictReader(file, delimiter="\t")
        return [(r["text"], r["value"] or "") for r in table if r.get("kind", "") == kind]


def report(scores: Sequence[Score]) -> str:
    """The scores as a Markdown table."""
    lines = ["| table | tool | right | wrong value | µs per text |", "|---|---|---|---|---|"]
    lines += [
        f"| {s.table} | {s.tool} | {s.right}/{s.rows} | {s.wrong} | {s.microseconds:.0f} |"
        for s in scores
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, default=DATA, help="folder of labelled tables")
    options.add_argument("--json", type=Path, help="also write the scores here")
    chosen = options.parse_args()
    scores = run(chosen.data)
    print(report(scores))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(s) for s in scores], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
