"""A million generated members: time and peak memory of the import, fresh and again."""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from models import migrate, union_codes
from models.base import connect
from models.member_columns import COLUMNS
from models.member_file import write_rows
from models.member_import import import_members
from models.vault import Vault, new_key


def rows(count: int):
    """Made-up members; the same ones every time."""
    chance = random.Random(12351)
    codes = list(union_codes.load())
    for serial in range(count):
        born = date(1960, 1, 1) + timedelta(days=chance.randrange(16_000))
        yield {
            "number": f"{codes[serial % len(codes)]}{serial:07}",
            "name": f"测试{serial:07}",
            "employer": f"示例单位{serial % 5000}",
            "plan": "AB"[serial % 2],
            "state": "valid" if serial % 20 else "expired",
            "birth_date": born.isoformat(),
            "mobile": f"138{serial % 100_000_000:08}",
            "covered_from": "2026-01-01",
            "covered_to": "2026-12-31",
            "id_masked": f"310{'*' * 11}{serial % 10_000:04}",
        }


def generate(path: Path, count: int) -> None:
    """Write the file."""
    if path.suffix == ".xlsx":
        write_rows(path, rows(count))
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows(count))


def measure(url: str, key: str, path: Path) -> dict:
    """Import in this process; seconds, peak MiB of the process, what changed."""
    engine = connect(url, Vault([key]))
    migrate.upgrade(engine)
    before = _peak()
    began = time.perf_counter()
    report = import_members(engine, path, union_codes.load())
    return {
        "rows": report.rows,
        "added": report.members.added,
        "changed": report.members.changed,
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mib": _peak(),
        "before_mib": before,
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Generate, then import in two fresh processes: the second must change nothing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, help="write the rows here too")
    parser.add_argument("--child", nargs=3, metavar=("URL", "KEY", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        url, key, file = options.child
        print(json.dumps(measure(url, key, Path(file))))
        return
    table = [*both(options.rows, "csv"), *both(options.xlsx_rows, "xlsx")]
    _print(table)
    if options.json:
        options.json.write_text(json.dumps(table, indent=1), encoding="utf-8")


def both(count: int, kind: str) -> list[dict]:
    """A fresh import of a generated file, and the same file again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"members.{kind}"
        generate(path, count)
        key = new_key()
        command = [sys.executable, "-m", "bench.members", "--child"]
        command += [f"sqlite:///{folder}/members.db", key, str(path)]
        done = []
        for title in ("fresh", "again"):
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            done.append({"file": f"{kind}, {title}", **json.loads(told)})
        return done


def _print(table: list[dict]) -> None:
    names = list(table[0])
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}")
    for one in table:
        print(f"| {' | '.join(str(one[name]) for name in names)} |")
    print("\nSQLite. Peak memory of the importing process, of which before_mib is the program.")


if __name__ == "__main__":
    main()
