"""The unions' codes: the first 3 digits of a member number, as data (`union_codes.csv`).

The shipped table is a sample that fits `sample_members.csv`; the real codes are the union's to enter.
"""

import csv
from pathlib import Path

from models.errors import ModelsError
from models.member import UNION_CODE_LENGTH

SAMPLE = Path(__file__).with_name("union_codes.csv")


class UnionCodeError(ModelsError):
    """The table of union codes cannot be used; says which line and why."""


def load(path: Path = SAMPLE) -> dict[str, str]:
    """Code -> name of the union. Raises `UnionCodeError`."""
    names: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
            place = f"{path}, line {reader.line_num}"
            if len(code) != UNION_CODE_LENGTH or not code.isdigit() or not name:
                raise UnionCodeError(f"{place}: wants a 3-digit code and a name")
            if code in names:
                raise UnionCodeError(f"{place}: code {code} stands there twice")
            names[code] = name
    return names
