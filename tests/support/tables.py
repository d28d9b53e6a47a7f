"""Reads the tables of labelled speech beside this file."""

import csv
from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 24)
_DATA = Path(__file__).parents[1] / "speech" / "entities" / "data"


def rows(name: str) -> list[tuple[str, ...]]:
    """All rows of `data/<name>.tsv` without the heading."""
    with (_DATA / f"{name}.tsv").open(encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]
