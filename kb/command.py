"""What the command line's `hotline kb` does, as plain functions: ask, test, calibrate.

Checking is `kb.library.check`, exporting and importing are in `kb.exchange`.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kb import confidence
from kb.answers import answer_for
from kb.calibrate import Sample, calibrate, read_samples
from kb.embedding import Encoder
from kb.keeping_out import judged_unknown
from kb.library import Library
from kb.matcher import Matcher
from kb.testing import Failure, Saying, run_own_phrases, run_sayings
from kb.understanding import Decision

_TESTS = Path(__file__).parent.parent / "tests" / "kb"
SAMPLES = _TESTS / "calls"
"""Labelled utterances the shipped calibration is learned from."""
UNSEEN = _TESTS / "unseen"
"""Labelled utterances nothing is learned from: they tell how well strangers will be understood."""
CONTENT_TESTS = _TESTS / "content"
"""What callers say and what must come of it."""


class Asker:
    """A library and its matcher, ready for questions."""

    def __init__(self, library: Library, *, strict: bool = False) -> None:
        """`strict` answers only from verified entries."""
        self._library = library
        self._matcher = Matcher(library)
        self._strict = strict

    def ask(self, texts: Sequence[tuple[str, float]] | str, today: date) -> dict[str, Any]:
        """The topic contract's object. `answer` is empty unless the decision is to answer."""
        found = self._matcher.understand(texts)
        return {
            "topic": found.topic,
            "illness": found.illness,
            "aspect": found.aspect,
            "confidence": found.confidence,
            "decision": str(found.decision),
            "answer": self._answer(found.topic, found.illness, found.aspect, today)
            if found.decision == Decision.ANSWER
            else "",
            "alternatives": [asdict(candidate) for candidate in found.alternatives],
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

    def _answer(self, topic: str, illness: str, aspect: str, today: date) -> str:
        answer = answer_for(self._library, topic, illness, aspect, strict=self._strict, today=today)
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
    target: Path | None = None,
    further: Sequence[Sample] = (),
    encoder: Encoder | None = None,
    keep_out: bool = True,
) -> dict[str, object]:
    """Learn the calibration from every TSV in `folder`, `further` samples and (with `keep_out`) phrases
    of the library kept from it, which takes minutes; keep it in `target` (the one shipped, if none is given), return the report.

    Raises `ValueError` when there is nothing to learn from.
    """
    samples = [sample for path in sorted(folder.glob("*.tsv")) for sample in read_samples(path)]
    if not samples:
        raise ValueError(f"no *.tsv with labelled utterances in {folder}")
    kept_out = judged_unknown(library, encoder) if keep_out else []
    learned, report = calibrate(library, [*samples, *further], encoder, kept_out)
    shipped = confidence.CALIBRATION if encoder else confidence.SOUND_ALONE
    confidence.save(learned, report, target or shipped)
    return report
