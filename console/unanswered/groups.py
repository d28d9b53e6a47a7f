"""What callers asked and the hotline could not answer, put together by what is alike.

Looks at questions nothing fitted, and at the last question before a person took over. Their words
are sealed in the calls' logs and opened here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kb.contract import Meaning
from kb.matching import clustering
from kb.matching.clustering import Asked
from kb.matching.phonetics import spoken
from models.call import Call, LogEntry
from models.question import Handled, Question

MAX = 600
"""Questions looked at, of either kind, the newest: grouping takes a second at most."""
MAX_IGNORED = 300
CHUNK = 200
"""Calls whose logs are opened at once."""
SAME = 0.85
"""Likeness to something ignored from which a question is not shown again."""
IN_EARNEST = 0.1
"""Least confidence, on average, of a meaning worth naming."""
NOT_ASKED = ("operator", "nav.repeat", "nav.back", "nav.menu", "nav.bye")
"""Topics that ask nothing the knowledge could answer."""


@dataclass(frozen=True)
class Unanswered:
    """One question."""

    question: Question
    text: str
    thoughts: list[dict[str, Any]]
    """What the matcher thought of, best first."""

    @property
    def key(self) -> str:
        """As a form sends it."""
        q = self.question
        return f"{q.call_sid}/{q.epoch}/{q.seq}"

    @property
    def asked(self) -> Asked:
        """As the grouping takes it."""
        meanings = {
            Meaning(t["topic"], t["illness"], t["aspect"]): t["confidence"] for t in self.thoughts
        }
        return Asked(self.text, meanings)


@dataclass(frozen=True)
class Group:
    """Questions that are alike; the first is the one most others are like."""

    questions: list[Unanswered]

    @property
    def thoughts(self) -> list[dict[str, Any]]:
        """What the matcher thought of in earnest, over all of them, the most likely first."""
        sums: dict[tuple[str, str, str], dict[str, Any]] = {}
        for question in self.questions:
            for thought in question.thoughts:
                place = (thought["topic"], thought["illness"], thought["aspect"])
                sums.setdefault(place, {**thought, "weight": 0.0})["weight"] += thought[
                    "confidence"
                ]
        likely = [t for t in sums.values() if t["weight"] >= IN_EARNEST * len(self.questions)]
        return sorted(likely, key=lambda t: -t["weight"])[:3]

    @property
    def examples(self) -> list[Unanswered]:
        """Different wordings, the middle one first."""
        return list({q.text: q for q in reversed(self.questions)}.values())[::-1]

    @property
    def rejected(self) -> int:
        """How many of them nothing fitted; a person took over after the others."""
        return sum(q.question.decision == "reject" for q in self.questions)

    @property
    def first(self) -> datetime:
        """When it was asked first."""
        return min(q.question.at for q in self.questions)

    @property
    def last(self) -> datetime:
        """When it was asked last."""
        return max(q.question.at for q in self.questions)


@dataclass(frozen=True)
class Found:
    """What the page shows."""

    groups: list[Group]
    like_ignored: int
    """Questions left out because something like them was ignored."""


def find(session: Session, since: datetime) -> Found:
    """All groups since then, the largest first."""
    open_ones = _with_words(
        session, [*_rejected(session, since), *_before_a_person(session, since)]
    )
    ignored = _with_words(session, _ignored(session))
    shown = _unlike(open_ones, ignored)
    together = clustering.groups([u.asked for u in shown])
    groups = [Group([shown[n] for n in places]) for places in together]
    return Found(groups, len(open_ones) - len(shown))


def _rejected(session: Session, since: datetime) -> list[Question]:
    wanted = select(Question).where(
        Question.decision == "reject", Question.at >= since, Question.handled == Handled.NO
    )
    return list(session.scalars(wanted.order_by(Question.at.desc()).limit(MAX)))


def _before_a_person(session: Session, since: datetime) -> list[Question]:
    """The last question of every call a person took over, where something was understood."""
    wanted = (
        select(Question)
        .join(Call, Call.sid == Question.call_sid)
        .where(
            Call.outcome.in_(("handed_off", "message_left")),
            Call.started_at >= since,
            Question.topic.not_in(NOT_ASKED),
        )
        .order_by(Question.started_at.desc(), Question.call_sid, Question.epoch, Question.seq)
        .limit(MAX)
    )
    last = {question.call_sid: question for question in session.scalars(wanted)}
    return [q for q in last.values() if q.decision != "reject" and q.handled == Handled.NO]


def _ignored(session: Session) -> list[Question]:
    wanted = select(Question).where(
        Question.decision == "reject", Question.handled == Handled.IGNORED
    )
    return list(session.scalars(wanted.order_by(Question.at.desc()).limit(MAX_IGNORED)))


def _with_words(session: Session, questions: Sequence[Question]) -> list[Unanswered]:
    """What was said each time; where nothing intelligible was, there is nothing to learn."""
    found = []
    for start in range(0, len(questions), CHUNK):
        chunk = questions[start : start + CHUNK]
        replies = _replies(session, {q.call_sid for q in chunk})
        for question in chunk:
            place = (question.call_sid, question.epoch, question.seq)
            said = replies.get((*place, False), {})
            understood = replies.get((*place, True))
            if said.get("type") == "Said" and spoken(said["text"]) and understood:
                found.append(Unanswered(question, said["text"], _thoughts(understood["data"])))
    return found


def _replies(session: Session, sids: Collection[str]) -> dict[tuple[str, int, int, bool], Any]:
    """(call, epoch, seq of the words, whether it is what they were taken for) -> reply."""
    wanted = select(LogEntry).where(
        LogEntry.call_sid.in_(sids),
        or_(~LogEntry.asked.contains(":"), LogEntry.asked == "lookup:understand"),
    )
    replies = {}
    for entry in session.scalars(wanted):
        taken = entry.asked == "lookup:understand"
        replies[entry.call_sid, entry.epoch, entry.seq - taken, taken] = entry.reply
    return replies


def _thoughts(understood: dict[str, Any]) -> list[dict[str, Any]]:
    every = [understood, *understood["alternatives"]]
    return [thought for thought in every if thought["topic"] != "none"]


def _unlike(these: list[Unanswered], ignored: list[Unanswered]) -> list[Unanswered]:
    if not these or not ignored:
        return these
    likeness = clustering.likeness([u.asked for u in these], [u.asked for u in ignored])
    return [u for u, most in zip(these, np.max(likeness, axis=1), strict=True) if most < SAME]
