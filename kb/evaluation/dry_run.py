"""What publishing would change, found out beforehand.

Receives the items in force, those to come, and real questions. Emits a report: faults, failing
content tests, questions with another outcome. As a program of its own (JSON on standard input,
report on standard output) it runs beside calls, which must not wait for it.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kb.content.item import ContentItem
from kb.content.library import COVERAGE, Library, Phrase, build, library_of
from kb.content.validation import validated
from kb.content.yaml_with_lines import KnowledgeError
from kb.contract import Meaning, Reading
from kb.engine import Knowledge, Response
from kb.evaluation.content_tests import run_own_phrases, run_sayings, sayings_of
from kb.evaluation.dry_run_report import NOTHING_FOUND, Change, DryRunReport, Outcome

_NICENESS = 5

Question = Mapping[str, Any]
"""`id` names it in the report; `readings` are pairs of text and confidence."""


def dry_run(
    now: Sequence[ContentItem],
    then: Sequence[ContentItem],
    questions: Sequence[Question],
    today: date,
) -> DryRunReport:
    """Report what callers would get of `then` instead of `now`.

    All content tests of `then` are run, the own phrases of what changes, and `questions`.
    """
    content = validated(then)
    try:
        after = Knowledge(build(content))
    except KnowledgeError as error:
        return replace(NOTHING_FOUND, faults=tuple(error.faults))
    sayings = sayings_of(content)
    own = list(_phrases_of(after.library, changed(now, then)))
    failures = [
        *run_sayings(after.library, after, sayings, today),
        *run_own_phrases(after.library, after, own),
    ]
    return DryRunReport(
        faults=(),
        tests=len(sayings) + len(own),
        failures=tuple(failures),
        questions=len(questions),
        changes=tuple(_changes(now, after, questions, today)) if questions else (),
    )


def changed(now: Iterable[ContentItem], then: Iterable[ContentItem]) -> list[ContentItem]:
    """The items of `then` that say something else than they do `now`."""
    before = {item.id: item.body for item in now}
    return [item for item in then if before.get(item.id) != item.body]


def _phrases_of(library: Library, items: Iterable[ContentItem]) -> Iterator[Phrase]:
    """The phrases of checked items."""
    keys = set()
    for item in items:
        if item.section == "entries":
            keys.add(Meaning(item.body["topic"], aspect=item.body.get("aspect", "")))
        if item.section == "illnesses":
            keys.add(Meaning(COVERAGE, item.id))
    return (phrase for phrase in library.phrases if phrase.meaning in keys)


def _changes(
    now: Iterable[ContentItem], then: Knowledge, questions: Iterable[Question], today: date
) -> Iterator[Change]:
    """Every question that would end otherwise."""
    present = Knowledge(library_of(now))
    for question in questions:
        readings = [Reading(*reading) for reading in question["readings"]]
        before, after = (_outcome(held.respond(readings, today)) for held in (present, then))
        if before != after:
            yield Change(question["id"], before, after)


def _outcome(response: Response) -> Outcome:
    found = response.understanding
    return Outcome(str(found.decision), found.name, response.covered, response.spoken)


def report_on(request: Mapping[str, Any]) -> dict[str, Any]:
    """As `dry_run`, for plain data: `now`, `then`, `questions` and `today`."""
    now, then = ([ContentItem(**item) for item in request[part]] for part in ("now", "then"))
    today = date.fromisoformat(request["today"])
    return dry_run(now, then, request["questions"], today).as_json()


def main() -> None:
    """Read a request from standard input, write the report to standard output."""
    os.nice(_NICENESS)
    json.dump(report_on(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
