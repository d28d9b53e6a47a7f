"""What the command line's `hotline kb` does, as plain functions: ask, test, calibrate.

Checking is `kb.content.library.check`, exporting and importing are in `kb.content.yaml_io`.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kb.content.library import Library
from kb.contract import Reading
from kb.engine import Knowledge, Response
from kb.evaluation.calibrate import Sample, calibrate, read_samples
from kb.evaluation.content_tests import Failure, Saying, run_own_phrases, run_sayings
from kb.matching import calibration

SAMPLES = Path(__file__).with_name("samples")
"""Labelled utterances the shipped calibration is learned from."""
UNSEEN = SAMPLES / "unseen"
"""Labelled utterances nothing is learned from: they tell how well callers will be understood."""


def as_contract(response: Response) -> dict[str, Any]:
    """The topic contract's object. `answer` is empty unless the decision is to answer."""
    found = response.understanding
    return {
        **found.meaning._asdict(),
        "confidence": found.confidence,
        "decision": str(found.decision),
        "answer": response.spoken,
        "alternatives": [
            {**other.meaning._asdict(), "confidence": other.confidence}
            for other in found.alternatives
        ],
    }


def ask_file(knowledge: Knowledge, path: Path, today: date) -> Iterator[dict[str, Any]]:
    """One object for each line of a TSV with a column `text`, with that text.

    Raises `ValueError` when there is no such column.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if "text" not in (rows.fieldnames or ()):
            raise ValueError(f"{path} has no column 'text'; its first line must name it")
        for row in rows:
            text = row["text"] or ""
            yield {"text": text, **as_contract(knowledge.respond([Reading(text)], today))}


def test(library: Library, sayings: Iterable[Saying], today: date) -> list[Failure]:
    """Failures of content tests, and phrases one topic steals from another."""
    knowledge = Knowledge(library)
    return [
        *run_sayings(library, knowledge, sayings, today),
        *run_own_phrases(library, knowledge),
    ]


def recalibrate(
    library: Library,
    folder: Path = SAMPLES,
    target: Path = calibration.CALIBRATION,
    further: Sequence[Sample] = (),
) -> dict[str, object]:
    """Learn the calibration from every TSV in `folder` and `further` samples, keep it in `target`,
    return the report.

    Raises `ValueError` when there is nothing to learn from.
    """
    samples = [sample for path in sorted(folder.glob("*.tsv")) for sample in read_samples(path)]
    if not samples:
        raise ValueError(f"no *.tsv with labelled utterances in {folder}")
    learned, report = calibrate(library, [*samples, *further])
    calibration.save(learned, report, target)
    return report
