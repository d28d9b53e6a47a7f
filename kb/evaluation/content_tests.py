"""Content tests: what a caller says, and what the hotline must make of it.

A test file is a list of cases. Each names a meaning and the ways to say it:

    - topic: claim.critical_illness
      aspect: deadline
      answer: '{limit.critical_illness}'  # what the answer must contain; may be left out
      decision: answer          # may be left out: anything but a refusal will do
      says:
        - 大病最迟哪天去申请
      known_failures:           # must fail; one that passes belongs under `says`
        - ...

Sayings of topic `none` must be refused or understood as `none`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Protocol

from kb.content.answers import answer_for, name_of
from kb.content.deadlines import slots_spoken
from kb.content.library import COVERAGE, Library, Phrase, filled
from kb.content.schema import Case
from kb.content.seed_files import read_tests
from kb.content.templates import SLOT
from kb.content.validation import Content, validated
from kb.content.yaml_with_lines import Fault, KnowledgeError
from kb.contract import NONE, Decision, Meaning, Reading, Understanding


class Understands(Protocol):
    """The part of the matcher that content tests use."""

    def understand(self, readings: list[Reading]) -> Understanding:
        """What the caller meant by the best of `readings`."""
        ...


@dataclass(frozen=True)
class Failure:
    """One saying that was not understood as its test wants."""

    file: str
    line: int
    text: str
    message: str
    chinese: str
    """The message for staff."""
    falsely_covered: bool
    """The hotline would say "covered" outright of something else than was asked."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: '{self.text}': {self.message}"


@dataclass(frozen=True)
class Saying:
    """One line of a test file."""

    text: str
    case: Case
    file: str
    line: int
    known_failure: bool


def read_content_tests(folder: Path) -> list[Saying]:
    """All sayings of the *.yaml files in `folder`. Raises `KnowledgeError` listing all faults."""
    content = validated(*read_tests(folder))
    sayings = sayings_of(content)
    faults = content.faults
    if not sayings and not faults:
        faults = [Fault(str(folder), 0, "no content tests here; is the path right?")]
    if faults:
        raise KnowledgeError(faults)
    return sayings


def sayings_of(content: Content) -> list[Saying]:
    """All sayings of the content's own tests."""
    return [
        Saying(text, case, where.file, where.line, field == "known_failures")
        for item, case in content.tests
        for field in ("says", "known_failures")
        for place, text in enumerate(getattr(case, field))
        for where in (item.fault("", field, place),)
    ]


def run_sayings(
    library: Library, matcher: Understands, sayings: Iterable[Saying], today: date
) -> list[Failure]:
    """Every saying that fails, and every known failure that passes."""
    failures = (_judged(library, matcher, saying, today) for saying in sayings)
    return [failure for failure in failures if failure]


def run_own_phrases(
    library: Library, matcher: Understands, phrases: Iterable[Phrase] | None = None
) -> list[Failure]:
    """Every phrase of the library (or of `phrases`) that the matcher takes for something else.

    Per-topic tests cannot see one topic stealing the sentences of another; this can. Slots are
    filled with the library's illnesses in turn.
    """
    failures = []
    illnesses = cycle(library.illnesses)
    for phrase in library.phrases if phrases is None else phrases:
        text, wanted = phrase.text, phrase.meaning
        if SLOT in text:
            named = next(illnesses)
            text = text.replace(SLOT, named.name)
            illness = named.id if wanted.topic == COVERAGE else ""
            wanted = wanted._replace(illness=illness)
        found = matcher.understand([Reading(text)])
        wrong = _misunderstood(library, found, wanted)
        if wrong:
            covered = _falsely_covered(library, found, wanted)
            failures.append(Failure("content", 0, text, *wrong, covered))
    return failures


def _judged(library: Library, matcher: Understands, saying: Saying, today: date) -> Failure | None:
    case = saying.case
    wanted = Meaning(case.topic, case.illness, case.aspect)
    found = matcher.understand([Reading(saying.text)])
    covered = _falsely_covered(library, found, wanted)
    wrong = _misunderstood(library, found, wanted, case.decision)
    wrong = wrong or _wrong_answer(library, case.answer, wanted, today)
    if saying.known_failure and not covered:
        passes = (
            "a known failure that passes now; move it to 'says'",
            "现在听得懂了，请移到“说法”里",
        )
        wrong = None if wrong else passes
    return Failure(saying.file, saying.line, saying.text, *wrong, covered) if wrong else None


Wrong = tuple[str, str] | None
"""What is wrong, in English and in Chinese."""


def _wrong_answer(library: Library, words: str, meaning: Meaning, today: date) -> Wrong:
    if not words:
        return None
    answer = answer_for(library, meaning, today=today)
    if answer is None:
        return "no entry answers this", "没有条目能回答"
    words = filled(words, slots_spoken(library.limits))
    spoken = "".join(answer.pieces)
    if words in spoken:
        return None
    return (
        f"'{words}' is not in the answer: {spoken}",
        f"答案里应有『{words}』，现在的答案是：{spoken}",
    )


def _misunderstood(
    library: Library,
    found: Understanding,
    wanted: Meaning,
    decision: Decision | None = None,
) -> Wrong:
    """What is wrong with `found`. Without a `decision` any but a refusal will do."""
    refused = found.decision == Decision.REJECT
    got = found.meaning
    named = name_of(library, got) or _spelled(got)
    if wanted.topic == NONE:
        if refused or got.topic == NONE or got.topic.startswith("outside."):
            return None
        return f"must be refused, is {_spelled(got)}", f"应当拒绝，现在理解成『{named}』"
    if got != wanted:
        should = name_of(library, wanted) or _spelled(wanted)
        now = "没听懂" if refused else f"理解成『{named}』"
        return f"wanted {_spelled(wanted)}, got {_spelled(got)}", f"应为『{should}』，现在{now}"
    if decision is None:
        return ("refused", "现在没听懂") if refused else None
    if found.decision == decision:
        return None
    return (
        f"wanted decision {decision}, got {found.decision}",
        f"应当{_DECISIONS[decision]}，现在{_DECISIONS[found.decision]}",
    )


_DECISIONS = {
    Decision.ANSWER: "直接回答",
    Decision.CONFIRM: "先确认",
    Decision.CHOOSE: "请来电人选",
    Decision.REJECT: "拒绝",
}


def _falsely_covered(library: Library, found: Understanding, wanted: Meaning) -> bool:
    """Whether the caller would be told outright that something is covered which was not meant."""
    entry = library.entries.get(found.meaning)
    covered = entry is not None and entry.covered in ("A", "B")
    return covered and found.decision == Decision.ANSWER and found.meaning != wanted


def _spelled(meaning: Meaning) -> str:
    return " ".join(part for part in meaning if part)
