"""What callers asked and the hotline could not answer, put together by what is alike.

Looks at questions nothing fitted, and at the last question before a person took over. Their words
are sealed in the calls' logs and opened here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.shell.redaction import is_private_answer
from ivr.storage.log_reader import LogReader
from kb.contract import NONE, URGENT, Candidate, Meaning, Understanding
from kb.matching import clustering
from kb.matching.clustering import Asked
from kb.matching.phonetics import spoken
from models.call import Call, CallOutcome
from models.question import Handled, Question
from models.staff import StaffAction

MAX = 600
"""Questions looked at, of either kind, the newest: grouping takes a second at most."""
MAX_IGNORED = 300
CHUNK = 200
"""Calls whose logs are opened at once."""
FLAGGED = "question flagged"
"""The action by which operators point at a question; its subject is the question's key."""
SAME = 0.85
"""Likeness to something ignored from which a question is not shown again."""
IN_EARNEST = 0.1
"""Least confidence, on average, of a meaning worth naming."""
NOT_ASKED = (*URGENT, "operator", "nav.repeat", "nav.back", "nav.menu", "nav.bye")
"""Topics that ask nothing the knowledge could answer."""


@dataclass(frozen=True)
class Unanswered:
    """One question."""

    question: Question
    text: str
    thoughts: Sequence[Candidate]
    """What the matcher thought of, best first."""

    @property
    def key(self) -> str:
        """Its key in a form."""
        q = self.question
        return f"{q.call_sid}/{q.epoch}/{q.seq}"

    @property
    def asked(self) -> Asked:
        """The question as the grouping takes it."""
        return Asked(self.text, {thought.meaning: thought.confidence for thought in self.thoughts})


@dataclass(frozen=True)
class Group:
    """Questions that are alike; the first is the one most others are like."""

    questions: list[Unanswered]

    @property
    def thoughts(self) -> list[Candidate]:
        """What the matcher thought of in earnest, over all of them, the most likely first."""
        every = [thought for question in self.questions for thought in question.thoughts]
        weights: defaultdict[Meaning, float] = defaultdict(float)
        for thought in every:
            weights[thought.meaning] += thought.confidence
        first = {thought.meaning: thought for thought in reversed(every)}
        least = IN_EARNEST * len(self.questions)
        likely = [meaning for meaning, weight in weights.items() if weight >= least]
        return [first[meaning] for meaning in sorted(likely, key=lambda m: -weights[m])[:3]]

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
class UnansweredGroups:
    """What the page shows."""

    groups: list[Group]
    like_ignored: int
    """Questions left out because something like them was ignored."""


def find(session: Session, since: datetime) -> UnansweredGroups:
    """All groups since then, the largest first."""
    open_ones = _with_words(
        session, [*_rejected(session, since), *_before_a_person(session, since)]
    )
    ignored = _with_words(session, _ignored(session))
    shown = _unlike(open_ones, ignored)
    together = clustering.groups([u.asked for u in shown])
    groups = [Group([shown[n] for n in places]) for places in together]
    return UnansweredGroups(groups, len(open_ones) - len(shown))


def ignored(session: Session) -> UnansweredGroups:
    """What was ignored, put together like the others."""
    shown = _with_words(session, _ignored(session))
    together = clustering.groups([u.asked for u in shown])
    return UnansweredGroups([Group([shown[n] for n in places]) for places in together], 0)


def flagged(session: Session, since: datetime) -> set[str]:
    """Keys of questions that somebody asked the editors to look at."""
    wanted = select(StaffAction.subject).where(
        StaffAction.at >= since, StaffAction.action == FLAGGED
    )
    return set(session.scalars(wanted))


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
            Call.outcome.in_((CallOutcome.HANDED_OFF, CallOutcome.MESSAGE_LEFT)),
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
        logged = LogReader(session).questions({q.call_sid for q in chunk})
        told = {(q.entry.call_sid, q.entry.epoch, q.entry.seq): q for q in logged}
        for question in chunk:
            asked = told.get((question.call_sid, question.epoch, question.seq))
            if asked is None or is_private_answer(asked.entry.asked):
                continue
            if asked.understanding and spoken(asked.said.text):
                thoughts = _thoughts(asked.understanding)
                found.append(Unanswered(question, asked.said.text, thoughts))
    return found


def _thoughts(understood: Understanding) -> list[Candidate]:
    return [thought for thought in understood.candidates if thought.meaning.topic != NONE]


def _unlike(these: list[Unanswered], ignored: list[Unanswered]) -> list[Unanswered]:
    if not these or not ignored:
        return these
    likeness = clustering.likeness([u.asked for u in these], [u.asked for u in ignored])
    return [u for u, most in zip(these, np.max(likeness, axis=1), strict=True) if most < SAME]
