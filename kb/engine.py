"""The knowledge base as the dialogue's effects need it: plain data in, plain data out."""

from dataclasses import asdict
from datetime import date
from typing import Any

from kb.content.answers import answer_for, name_of
from kb.content.library import Library
from kb.contract import Candidate, Understanding
from kb.matching.explanation import Explanation, explain
from kb.matching.matcher import Matcher
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

    def understand(self, readings: list[tuple[str, float]]) -> dict[str, Any]:
        """The topic contract's object, every candidate with its spoken name."""
        found = self._matcher.understand(readings)
        named = {**asdict(found), "name": self._name(found), "decision": str(found.decision)}
        named["alternatives"] = [{**asdict(c), "name": self._name(c)} for c in found.alternatives]
        return named

    def explain(self, readings: list[tuple[str, float]]) -> Explanation:
        """What is made of an utterance, and why."""
        return explain(self.library, self._matcher, readings)

    def foresee(self, text: str) -> None:
        """Look `text` up ahead: what is then understood of it is there at once."""
        self._matcher.understand(text)

    def _name(self, meant: Candidate | Understanding) -> str:
        return name_of(self.library, meant.topic, meant.illness, meant.aspect)

    def answer(self, topic: str, illness: str, aspect: str, today: date) -> list[str]:
        """The spoken answer in pieces; empty when there is none to give."""
        answer = answer_for(self.library, topic, illness, aspect, strict=self._strict, today=today)
        return list(answer.pieces) if answer else []

    def sms(self, topic: str, illness: str, aspect: str, today: date) -> str:
        """The same answer as a text message."""
        answer = answer_for(self.library, topic, illness, aspect, strict=self._strict, today=today)
        return answer.sms if answer else ""

    def listed_illnesses(self) -> list[dict[str, str]]:
        """Id and name of every published illness the benefit covers, class A first."""
        return [
            {"id": illness.id, "name": illness.name} for illness in self.library.listed_illnesses()
        ]
