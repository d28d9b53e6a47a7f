"""Labelled utterances: what callers say, and what each of them means by it."""

import csv
from dataclasses import dataclass
from pathlib import Path

from kb.contract import Meaning, Reading

SAMPLES = Path(__file__).with_name("samples")
"""Those the shipped calibration is learned from."""
UNSEEN = SAMPLES / "unseen"
"""Those nothing is learned from: they tell how well strangers will be understood."""
HEARD = 0.85
"""Confidence a recogniser has in what it hears rather well; the tables of what was heard keep none."""


@dataclass(frozen=True)
class Sample:
    """One labelled utterance."""

    text: str
    meaning: Meaning
    heard: bool
    """Whether a recogniser made it of speech."""
    new: bool = False
    """Whether it is a phrase of the content that was kept from the matcher."""

    @property
    def reading(self) -> Reading:
        """What a recogniser hands on of it; in writing there is no doubt at all."""
        return Reading(self.text, HEARD if self.heard else 1.0)


def read_samples(path: Path) -> list[Sample]:
    """Labelled utterances of a TSV with columns text (or heard), topic, illness, aspect.

    Raises `ValueError` naming the file when a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"topic", "illness", "aspect"} <= rows[0].keys():
        raise ValueError(f"{path}: needs the columns text or heard, topic, illness, aspect")
    column = next((name for name in ("heard", "asr", "text") if name in rows[0]), "")
    if not column:
        raise ValueError(f"{path}: needs a column text, heard or asr")
    return [
        Sample(
            row[column] or "",
            Meaning(row["topic"], row["illness"] or "", row["aspect"] or ""),
            column != "text",
        )
        for row in rows
    ]
