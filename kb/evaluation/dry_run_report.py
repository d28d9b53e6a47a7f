"""What a dry run found, as it is kept and read back.

Whoever publishes goes by it: what cannot be read whole is no report.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kb.content.yaml_with_lines import Fault
from kb.evaluation.content_tests import Failure


@dataclass(frozen=True)
class Outcome:
    """What a caller gets for a question."""

    decision: str
    name: str
    """The question it was taken for, in spoken words; '' where nothing was understood."""
    covered: bool
    """Whether the answer says so outright."""
    answer: str
    """What is spoken; '' where the hotline asks back or refuses."""


@dataclass(frozen=True)
class Change:
    """A real question that would end otherwise."""

    id: int
    """The question's entry in the turn log."""
    before: Outcome
    after: Outcome

    @property
    def same_meaning(self) -> bool:
        """Whether only the wording is another."""
        return _meaning(self.before) == _meaning(self.after)


@dataclass(frozen=True)
class DryRunReport:
    """What a dry run found. No field has a default: what was not found out is never taken as good."""

    faults: tuple[Fault, ...]
    """What is wrong with the content; nothing was tried if there is any."""
    tests: int
    """Content tests that were run."""
    failures: tuple[Failure, ...]
    """Those that failed."""
    questions: int
    """Real questions that were tried."""
    changes: tuple[Change, ...]
    """Those that would end otherwise."""

    def as_json(self) -> dict[str, Any]:
        """The report as plain data, as `read_report` takes it."""
        return asdict(self)


NOTHING_FOUND = DryRunReport(faults=(), tests=0, failures=(), questions=0, changes=())
"""The report on content that is on record as good, and is not tried again."""


def read_report(kept: object) -> DryRunReport | None:
    """The report that was kept as plain data.

    None for one that is empty, unfinished, broken off or damaged in any part.
    """
    if isinstance(kept, Mapping) and kept.get("faults"):
        kept = {**NOTHING_FOUND.as_json(), **kept}  # faults were once kept alone
    try:
        return _REPORT.validate_json(json.dumps(kept), strict=True)
    except ValidationError:
        return None


_REPORT = TypeAdapter(DryRunReport)


def _meaning(outcome: Outcome) -> tuple[str, str, bool]:
    return outcome.decision, outcome.name, outcome.covered
