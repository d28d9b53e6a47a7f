"""The knowledge base as the dialogue's effects need it: plain data in, plain data out."""

from dataclasses import asdict
from datetime import date
from typing import Any

from kb.answers import answer_for, name_of
from kb.library import Library
from kb.matcher import Matcher
from kb.understanding import Candidate, Understanding


class Knowledge:
    """Understands utterances and answers from published entries."""

    def __init__(self, library: Library, strict: bool) -> None:
        self._library = library
        self._matcher = Matcher(library)
        self._strict = strict

    def understand(self, readings: list[tuple[str, float]]) -> dict[str, Any]:
        """The topic contract's object, every candidate with its spoken name."""
        found = self._matcher.understand(readings)
        named = {**asdict(found), "name": self._name(found), "decision": str(found.decision)}
        named["alternatives"] = [{**asdict(c), "name": self._name(c)} for c in found.alternatives]
        return named

    def foresee(self, text: str) -> None:
        """Look `text` up ahead: what is then understood of it is there at once."""
        self._matcher.understand(text)

    def _name(self, meant: Candidate | Understanding) -> str:
        return name_of(self._library, meant.topic, meant.illness, meant.aspect)

    def answer(self, topic: str, illness: str, aspect: str, today: date) -> list[str]:
        """The spoken answer in pieces; empty when there is none to give."""
        answer = answer_for(self._library, topic, illness, aspect, strict=self._strict, today=today)
        return list(answer.pieces) if answer else []

    def sms(self, topic: str, illness: str, aspect: str, today: date) -> str:
        """The same answer as a text message."""
        answer = answer_for(self._library, topic, illness, aspect, strict=self._strict, today=today)
        return answer.sms if answer else ""

    def listed_illnesses(self) -> list[dict[str, str]]:
        """Id and name of every published illness the benefit covers, class A first."""
        return [
            {"id": illness.id, "name": illness.name} for illness in self._library.listed_illnesses()
        ]
