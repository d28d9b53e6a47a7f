"""The one engine: it answers calls, `hotline kb ask`, dry runs and the console's test bench.

Receives the library of one edition; emits what a caller means, and what the hotline says to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kb.content.answers import Answer, answer_for
from kb.content.deadlines import Limits
from kb.content.library import Illness, Library
from kb.content.schema import COVERAGE
from kb.contract import Decision, Meaning, Reading, Understanding
from kb.matching.embedding import Encoder
from kb.matching.explanation import Explanation, explain
from kb.matching.qualification import Qualification, qualify
from kb.matching.shared import matcher_of
from kb.matching.urgency import urgent_topic
from kb.matching.vocabulary import likely_phrases

_IN_NO_CONTENT = "先热一热身再接电话"
"""What stands in the content needs no network: its meaning is known."""


@dataclass(frozen=True)
class Response:
    """What a caller gets for one utterance, before the dialogue goes on."""

    understanding: Understanding
    answer: Answer | None
    """None where the hotline asks back, refuses, or has nothing in force to say."""

    @property
    def spoken(self) -> str:
        """The whole answer as one text; empty without an answer."""
        return "".join(self.answer.pieces) if self.answer else ""

    @property
    def covered(self) -> bool:
        """Whether it says outright that an illness is covered."""
        return self.answer is not None and self.answer.covered in ("A", "B")

    def as_contract(self) -> dict[str, Any]:
        """The topic contract's object. `answer` is empty unless the decision is to answer."""
        found = self.understanding
        return {
            **found.meaning._asdict(),
            "confidence": found.confidence,
            "decision": str(found.decision),
            "answer": self.spoken,
            "alternatives": [
                {**other.meaning._asdict(), "confidence": other.confidence}
                for other in found.alternatives
            ],
        }


class Knowledge:
    """Understands utterances and answers from the published entries of one edition."""

    def __init__(
        self,
        library: Library,
        strict: bool = False,
        edition: int = 0,
        encoder: Encoder | None | Literal["installed"] = "installed",
    ) -> None:
        """`strict` answers only from verified entries; `edition` is 0 for what the code comes with.

        `encoder` tells what sentences mean; with None, sound alone decides.
        """
        self.library = library
        self.edition = edition
        self.likely = likely_phrases(library)
        """What an open question may be answered with."""
        self._matcher = matcher_of(library, encoder)
        self._strict = strict

    def warm_up(self) -> None:
        """Load what the first caller would wait for: the list of words, the network of meanings."""
        self.understand([Reading(_IN_NO_CONTENT)])

    def understand(self, readings: Sequence[Reading]) -> Understanding:
        """What a caller means by one utterance; its readings come best first.

        Danger and despair come before all else: the dialogue answers them itself.
        """
        topic = urgent_topic(reading.text for reading in readings)
        if topic:
            return Understanding(Meaning(topic), 1.0, Decision.ANSWER)
        return self._matcher.understand(readings)

    def explain(self, readings: Sequence[Reading]) -> Explanation:
        """What is made of an utterance, and why."""
        return explain(self.library, self._matcher, readings, self.understand(readings))

    def foresee(self, text: str) -> None:
        """Look `text` up ahead: what is then understood of it is there at once."""
        self._matcher.understand(text)

    def answer(self, meaning: Meaning, today: date) -> Answer | None:
        """The answer in force `today`; None where no entry answers, or none that may be spoken."""
        return answer_for(self.library, meaning, strict=self._strict, today=today)

    def qualify(self, meaning: Meaning, said: str) -> Qualification:
        """How the answer is to be taken by who asked for it with the words `said`."""
        return qualify(self.library, meaning, said)

    def respond(self, readings: Sequence[Reading], today: date) -> Response:
        """What a caller gets who says this and nothing else."""
        return self.response_to(self.understand(readings), today)

    def response_to(self, found: Understanding, today: date) -> Response:
        """What a caller gets who is understood so."""
        answers = found.decision == Decision.ANSWER
        return Response(found, self.answer(found.meaning, today) if answers else None)

    def covered_illnesses(self, today: date) -> list[tuple[Illness, Answer]]:
        """Every illness that is said to be covered `today`, and what is said; class A first.

        An entry that is not in force, or may not be spoken, is not on the list either.
        """
        found = (
            (illness, self.answer(Meaning(COVERAGE, illness.id), today))
            for illness in self.library.listed_illnesses()
        )
        return [(illness, answer) for illness, answer in found if answer]

    @property
    def limits(self) -> Limits:
        """The time limits that are told, and counted."""
        return self.library.limits
