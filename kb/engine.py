"""The knowledge base as the dialogue's effects need it."""

from collections.abc import Sequence
from datetime import date

from kb.content.answers import Answer, answer_for
from kb.content.library import Illness, Library
from kb.contract import Meaning, Reading, Understanding
from kb.matching.explanation import Explanation, explain
from kb.matching.matcher import Matcher
from kb.matching.qualification import Qualification, qualify
from kb.matching.vocabulary import likely_phrases


class Knowledge:
    """Understands utterances and answers from the published entries of one edition."""

    def __init__(self, library: Library, strict: bool, edition: int = 0) -> None:
        """`edition` is 0 for what the code comes with."""
        self.library = library
        self.edition = edition
        self.likely = likely_phrases(library)
        """What an open question may be answered with."""
        self._matcher = Matcher(library)
        self._strict = strict

    def understand(self, readings: Sequence[Reading]) -> Understanding:
        """What a caller means by one utterance; its readings come best first."""
        return self._matcher.understand(readings)

    def explain(self, readings: Sequence[Reading]) -> Explanation:
        """What is made of an utterance, and why."""
        return explain(self.library, self._matcher, readings)

    def foresee(self, text: str) -> None:
        """Look `text` up ahead: what is then understood of it is there at once."""
        self._matcher.understand(text)

    def answer(self, meaning: Meaning, today: date) -> Answer | None:
        """The answer in force `today`; None when there is none to give."""
        return answer_for(self.library, meaning, strict=self._strict, today=today)

    def qualify(self, meaning: Meaning, said: str) -> Qualification:
        """How the answer is to be taken by who asked for it with the words `said`."""
        return qualify(self.library, meaning, said)

    def listed_illnesses(self) -> list[Illness]:
        """Every published illness the benefit covers, class A first."""
        return self.library.listed_illnesses()
