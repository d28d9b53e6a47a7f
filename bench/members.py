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
from models.member_file import write_rows
from models.member_import import import_members
from models.member_rows import COLUMNS
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument("--url", default="", help="database; default: SQLite in a temporary folder")
    parser.add_argument("--child", nargs=3, metavar=("URL", "KEY", "FILE"))
    options = parser.parse_args()
    if options.child:
        url, key, file = options.child
        print(json.dumps(measure(url, key, Path(file))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"members.{'xlsx' if options.xlsx else 'csv'}"
        generate(path, options.rows)
        url = options.url or f"sqlite:///{folder}/members.db"
        key = new_key()
        for title in ("fresh", "again"):
            command = [sys.executable, "-m", "bench.members", "--child", url, key, str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            print(title, done.stdout.strip(), flush=True)


if __name__ == "__main__":
    main()
