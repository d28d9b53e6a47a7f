"""What publishing would change, tried out in a process of its own: calls must not wait for it.

Receives on standard input, as JSON, the items in force and those to come, the ids of what changed,
and real questions. Emits a report: faults, failing content tests, questions with another outcome.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kb.content.answers import answer_for
from kb.content.items import ContentItem, content_of
from kb.content.library import COVERAGE, Library, Phrase, build
from kb.content.yaml_with_lines import KnowledgeError
from kb.contract import Decision, Meaning, Reading
from kb.evaluation.content_tests import run_own_phrases, run_sayings, sayings_of
from kb.matching.matcher import Matcher

_NICENESS = 5


@dataclass(frozen=True)
class Outcome:
    """What a caller gets for a question."""

    decision: str
    name: str
    """The question it was taken for, in spoken words; '' for none."""
    covered: bool
    """Whether the answer says so outright."""
    answer: str
    """What is spoken; '' where the hotline asks back or refuses."""


class _House:
    """One edition, ready for questions."""

    def __init__(self, library: Library, today: date) -> None:
        self.library = library
        self.matcher = Matcher(library)
        self._today = today

    def outcome(self, readings: list[Reading]) -> Outcome:
        found = self.matcher.understand(readings)
        answer = None
        if found.decision == Decision.ANSWER:
            answer = answer_for(self.library, found.meaning, today=self._today)
        return Outcome(
            str(found.decision),
            found.name,
            answer is not None and answer.covered in ("A", "B"),
            "".join(answer.pieces) if answer else "",
        )


def rehearse(request: dict[str, Any]) -> dict[str, Any]:
    """The report on a request; see `main`."""
    today = date.fromisoformat(request["today"])
    content = content_of(_items(request["then"]))
    try:
        then = _House(build(content), today)
    except KnowledgeError as error:
        return {"faults": [asdict(fault) for fault in error.faults]}
    now = _House(build(content_of(_items(request["now"]))), today)
    sayings = sayings_of(content)
    own = list(_phrases_of(then.library, set(request["changed"]), _items(request["then"])))
    failures = [
        *run_sayings(then.library, then.matcher, sayings, today),
        *run_own_phrases(then.library, then.matcher, own),
    ]
    return {
        "faults": [],
        "tests": len(sayings) + len(own),
        "failures": [asdict(failure) for failure in failures],
        "questions": len(request["questions"]),
        "changes": _changes(now, then, request["questions"]),
    }


def _items(raw: list[dict[str, Any]]) -> list[ContentItem]:
    return [ContentItem(**item) for item in raw]


def _phrases_of(
    library: Library, changed: set[str], items: Iterable[ContentItem]
) -> Iterable[Phrase]:
    """The phrases of the items that changed."""
    keys = set()
    for item in items:
        if item.id in changed and item.section == "entries":
            keys.add(Meaning(item.body["topic"], aspect=item.body.get("aspect", "")))
        if item.id in changed and item.section == "illnesses":
            keys.add(Meaning(COVERAGE, item.id))
    return (p for p in library.phrases if p.meaning in keys)


def _changes(now: _House, then: _House, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every question that would end otherwise."""
    changes = []
    for question in questions:
        readings = [Reading(*reading) for reading in question["readings"]]
        before, after = now.outcome(readings), then.outcome(readings)
        if before != after:
            told = {"id": question["id"], "before": asdict(before), "after": asdict(after)}
            changes.append(told)
    return changes


def main() -> None:
    """Read a request from standard input, write the report to standard output."""
    os.nice(_NICENESS)
    json.dump(rehearse(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
