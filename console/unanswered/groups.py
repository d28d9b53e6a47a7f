"""What callers asked and the hotline could not answer, put together by what is alike.

Looks at questions nothing fitted, and at the last question before a person took over. Their words
are sealed in the calls' logs and opened here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from console.unanswered.words import Place, Words, opened, place_of
from kb.contract import URGENT, Candidate, Meaning
from kb.matching import clustering
from kb.matching.clustering import Asked
from models.call import Call, CallOutcome
from models.question import Handled, Question
from models.staff import StaffAction

MAX = 600
"""Questions looked at, of either kind, the newest: grouping takes a second at most."""
MAX_IGNORED = 300
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
        return "/".join(map(str, place_of(self.question)))

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


_LAST_LOOK: WeakKeyDictionary[
    Engine | Connection, tuple[tuple[list[Place], list[Place]], UnansweredGroups]
] = WeakKeyDictionary()
"""Database -> (what was listed and what was ignored, the groups)."""


def find(session: Session, since: datetime) -> UnansweredGroups:
    """All groups since then, the largest first; those of the last look while nothing has changed."""
    listed = [*_rejected(session, since), *_before_a_person(session, since)]
    aside = _ignored(session)
    looked_at = [place_of(question) for question in listed], [place_of(q) for q in aside]
    before = _LAST_LOOK.get(session.get_bind())
    if before and before[0] == looked_at:
        return before[1]
    found = _put_together(session, listed, aside)
    _LAST_LOOK[session.get_bind()] = looked_at, found
    return found


def _put_together(
    session: Session, listed: Sequence[Question], aside: Sequence[Question]
) -> UnansweredGroups:
    words = opened(session, [*listed, *aside])
    open_ones, ignored = _with_words(words, listed), _with_words(words, aside)
    shown = _unlike(open_ones, ignored)
    together = clustering.groups([u.asked for u in shown])
    groups = [Group([shown[n] for n in places]) for places in together]
    return UnansweredGroups(groups, len(open_ones) - len(shown))


def ignored(session: Session) -> UnansweredGroups:
    """What was ignored, put together like the others."""
    aside = _ignored(session)
    shown = _with_words(opened(session, aside), aside)
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


def _with_words(words: Mapping[Place, Words], questions: Sequence[Question]) -> list[Unanswered]:
    """What was said each time; where nothing intelligible was, there is nothing to learn."""
    told = ((question, words.get(place_of(question))) for question in questions)
    return [Unanswered(question, said.text, said.thoughts) for question, said in told if said]


def _unlike(these: list[Unanswered], ignored: list[Unanswered]) -> list[Unanswered]:
    if not these or not ignored:
        return these
    likeness = clustering.likeness([u.asked for u in these], [u.asked for u in ignored])
    return [u for u, most in zip(these, np.max(likeness, axis=1), strict=True) if most < SAME]
