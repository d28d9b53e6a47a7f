"""What the command line's `hotline kb` does, as plain functions: ask, test, calibrate.

Checking is `kb.content.library.check`, exporting and importing are in `kb.content.yaml_io`.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kb.content.answers import answer_for
from kb.content.library import CONTENT, Library
from kb.contract import Decision, Meaning, Reading
from kb.evaluation.calibrate import Sample, calibrate, read_samples
from kb.evaluation.content_tests import Failure, Saying, run_own_phrases, run_sayings
from kb.matching import calibration
from kb.matching.matcher import Matcher

SAMPLES = Path(__file__).with_name("samples")
"""Labelled utterances the shipped calibration is learned from."""
UNSEEN = SAMPLES / "unseen"
"""Labelled utterances nothing is learned from: they tell how well strangers will be understood."""
CONTENT_TESTS = CONTENT.parent / "tests"
"""What callers say and what must come of it."""


class Asker:
    """A library and its matcher, ready for questions."""

    def __init__(self, library: Library, *, strict: bool = False) -> None:
        """`strict` answers only from verified entries."""
        self._library = library
        self._matcher = Matcher(library)
        self._strict = strict

    def ask(self, texts: Sequence[Reading] | str, today: date) -> dict[str, Any]:
        """The topic contract's object. `answer` is empty unless the decision is to answer."""
        found = self._matcher.understand(texts)
        return {
            **found.meaning._asdict(),
            "confidence": found.confidence,
            "decision": str(found.decision),
            "answer": self._answer(found.meaning, today)
            if found.decision == Decision.ANSWER
            else "",
            "alternatives": [
                {**other.meaning._asdict(), "confidence": other.confidence}
                for other in found.alternatives
            ],
        }

    def ask_file(self, path: Path, today: date) -> Iterator[dict[str, Any]]:
        """One object for each line of a TSV with a column `text`, with that text.

        Raises `ValueError` when there is no such column.
        """
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if "text" not in (rows.fieldnames or ()):
                raise ValueError(f"{path} has no column 'text'; its first line must name it")
            for row in rows:
                text = row["text"] or ""
                yield {"text": text, **self.ask(text, today)}

    def _answer(self, meaning: Meaning, today: date) -> str:
        answer = answer_for(self._library, meaning, strict=self._strict, today=today)
        return "".join(answer.pieces) if answer else ""


def test(library: Library, sayings: Iterable[Saying], today: date) -> list[Failure]:
    """Failures of content tests, and phrases one topic steals from another."""
    matcher = Matcher(library)
    return [
        *run_sayings(library, matcher, sayings, today),
        *run_own_phrases(library, matcher),
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
