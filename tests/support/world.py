"""The real records side of a worker, with a knowledge base of a few sentences."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ivr.dialog.acts import CallerAct, Dialled, HandOff, HangUp, Keyed, Said, Silent
from ivr.dialog.conversation import Conversation, Turn
from ivr.services.build import build_records
from ivr.services.services import Records
from kb.content.answers import Answer
from kb.content.library import Illness
from kb.contract import Meaning, Reading, Understanding
from kb.matching.qualification import Qualification
from tests.support.databases import ANSWER_SECONDS
from tests.support.knowledge import shipped
from tests.support.phone import MEANINGS, TODAY, meant

CALLER = "+8613800001234"


class FewWords:
    """Stands in for the knowledge base: it needs no database, so any will do here."""

    limits = shipped().limits

    def understand(self, readings: list[Reading]) -> Understanding:
        return MEANINGS.get(readings[0].text, meant("none", "reject"))

    def answer(self, meaning: Meaning, today: date) -> Answer:
        pieces = ("第一句。", "第二句。", "第三句。", "第四句。", "最后一句。")
        return Answer(pieces, "短信内容", meaning.topic, verified=True, covered="")

    def qualify(self, meaning: Meaning, said: str) -> Qualification:
        return Qualification()

    def covered_illnesses(self, today: date) -> list[tuple[Illness, Answer]]:
        answer = self.answer(Meaning("illness.coverage"), today)
        return [(Illness(f"i{n}", f"病{n}", (), (), "A"), answer) for n in range(12)]


def nothing() -> None:
    """Nobody sends the messages; they stay in the outbox to be counted."""


def open_records(engine: Engine, var: Path, knowledge: Any = None, **options: Any) -> Records:
    """What a worker process has."""
    words = knowledge or FewWords()
    records = build_records(
        engine,
        var,
        lambda: words,
        **{"today": lambda: date.fromisoformat(TODAY), "messages_queued": nothing, **options},
    )
    records.store.database._answer_seconds = ANSWER_SECONDS
    return records


def act_of(word: str, turn: Turn) -> CallerAct:
    """A word of a script: `/12` keys, `-` silence, `!` nobody answers the operators' phone, else
    speech, with a recording where one is kept."""
    if isinstance(turn.then, HandOff) or word == "!":
        return Dialled(answered=False)
    if word == "-":
        return Silent()
    if word.startswith("/"):
        return Keyed(word[1:])
    recording = f"CA1/{turn.seq:03}-0.wav.sealed" if getattr(turn.then, "record", False) else ""
    return Said(word, recording=recording)


def acts_in(conversation_log: list) -> int:
    """How many things the caller did so far, as the log has it."""
    return sum(
        entry.reply["type"] in ("Said", "Keyed", "Silent", "Dialled") for entry in conversation_log
    )


def prompt_of(turn: Turn) -> str:
    """What the caller is being asked."""
    if isinstance(turn.then, HangUp):
        return "hangup"
    return getattr(turn.then, "prompt", "handoff")


def play(conversation: Conversation, words: list[str]) -> list[str]:
    """Act out words; returns what was asked after each."""
    asked = []
    for word in words:
        turn = conversation.receive(act_of(word, conversation.turn))
        asked.append(prompt_of(turn))
    return asked
