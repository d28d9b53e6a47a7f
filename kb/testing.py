"""Content tests: what a caller says, and what the hotline must make of it.

A test file is a list of cases. Each names a meaning and the ways to say it:

    - topic: claim.critical_illness
      aspect: deadline
      answer: 九十天            # words the answer must contain; may be left out
      decision: answer          # may be left out: anything but a refusal will do
      says:
        - 大病最迟哪天去申请
      known_failures:           # must fail; one that passes belongs under `says`
        - ...

Sayings of topic `none` must be refused or understood as `none`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from kb.answers import answer_for
from kb.library import COVERAGE, Library
from kb.reading import Document, Fault, KnowledgeError, read
from kb.schema import Aspect, Strict, Topic
from kb.templates import SLOT
from kb.understanding import Decision, Understanding


class Understands(Protocol):
    """The part of the matcher that content tests use."""

    def understand(self, readings: list[tuple[str, float]]) -> Understanding:
        """What the caller meant by the best of `readings` (text, confidence)."""
        ...


class Case(Strict):
    """One meaning and ways to say it."""

    topic: Topic
    illness: str = ""
    aspect: Aspect | str = ""
    decision: Decision | None = None
    answer: str = ""
    says: tuple[str, ...] = ()
    known_failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """One saying that was not understood as its test wants."""

    file: str
    line: int
    text: str
    message: str

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
    sayings: list[Saying] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        document, broken = read(path)
        faults += broken
        for index, raw in enumerate(document.data if isinstance(document.data, list) else ()):
            try:
                case = Case.model_validate(raw)
            except ValidationError as error:
                faults += _faults(error, document, index)
                continue
            sayings += _sayings(case, document, index)
    if not sayings and not faults:
        faults.append(Fault(str(folder), 0, "no content tests here; is the path right?"))
    if faults:
        raise KnowledgeError(faults)
    return sayings


def run_content_tests(
    library: Library, matcher: Understands, folder: Path, today: date | None = None
) -> list[Failure]:
    """Every saying that fails, and every known failure that passes."""
    failures = []
    for saying in read_content_tests(folder):
        wrong = _wrong(library, matcher, saying, today or date.today())
        if saying.known_failure:
            wrong = "" if wrong else "a known failure that passes now; move it to 'says'"
        if wrong:
            failures.append(Failure(saying.file, saying.line, saying.text, wrong))
    return failures


def run_own_phrases(library: Library, matcher: Understands) -> list[Failure]:
    """Every phrase of the library that the matcher takes for something else.

    Per-topic tests cannot see one topic stealing the sentences of another; this can. Slots are
    filled with the library's illnesses in turn.
    """
    failures = []
    illnesses = cycle(library.illnesses)
    for phrase in library.phrases:
        text, illness = phrase.text, phrase.illness
        if SLOT in text:
            named = next(illnesses)
            text = text.replace(SLOT, named.name)
            illness = named.id if phrase.topic == COVERAGE else ""
        wanted = (phrase.topic, illness, phrase.aspect)
        wrong = _misunderstood(matcher.understand([(text, 1.0)]), wanted)
        if wrong:
            failures.append(Failure("content", 0, text, wrong))
    return failures


def _faults(error: ValidationError, document: Document, index: int) -> Iterator[Fault]:
    for problem in error.errors():
        field = ".".join(str(part) for part in problem["loc"])
        yield document.fault((index, *problem["loc"]), f"'{field}': {problem['msg']}")


def _sayings(case: Case, document: Document, index: int) -> Iterator[Saying]:
    for field in ("says", "known_failures"):
        for at, text in enumerate(getattr(case, field)):
            line = document.fault((index, field, at), "").line
            yield Saying(text, case, document.file, line, field == "known_failures")


def _wrong(library: Library, matcher: Understands, saying: Saying, today: date) -> str:
    """What is wrong, or ''."""
    case = saying.case
    wanted = (case.topic, case.illness, case.aspect)
    wrong = _misunderstood(matcher.understand([(saying.text, 1.0)]), wanted, case.decision)
    if wrong or not case.answer:
        return wrong
    answer = answer_for(library, case.topic, case.illness, case.aspect, today=today)
    if answer is None:
        return "no entry answers this"
    spoken = "".join(answer.pieces)
    return "" if case.answer in spoken else f"'{case.answer}' is not in the answer: {spoken}"


def _misunderstood(
    found: Understanding, wanted: tuple[str, str, str], decision: Decision | None = None
) -> str:
    """What is wrong with `found`, or ''. Without a `decision` any but a refusal will do."""
    refused = found.decision == Decision.REJECT
    got = (found.topic, found.illness, found.aspect)
    if wanted[0] == "none":
        return "" if refused or got[0] == "none" else f"must be refused, is {_told(got)}"
    if got != wanted:
        return f"wanted {_told(wanted)}, got {_told(got)}"
    if decision is None:
        return "refused" if refused else ""
    return "" if found.decision == decision else f"wanted decision {decision}, got {found.decision}"


def _told(meaning: tuple[str, str, str]) -> str:
    return " ".join(part for part in meaning if part)
