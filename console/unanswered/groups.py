"""What callers asked and the hotline could not answer, put together by what is alike.

Looks at questions nothing fitted, and at the last question before a person took over. Their words are
sealed in the calls' logs; they are opened to be put together, and again to be shown. What is
remembered from one look to the next is which belong together, and nothing that was said.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine, Select, select
from sqlalchemy.orm import Session

from console.unanswered.words import Place, Words, opened
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


class Unanswered(NamedTuple):
    """One question, without its words."""

    call_sid: str
    epoch: int
    seq: int
    at: datetime
    decision: str

    @property
    def place(self) -> Place:
        """Where it stands in the logs."""
        return self[:3]

    @property
    def key(self) -> str:
        """Its key in a form."""
        return "/".join(map(str, self[:3]))


@dataclass(frozen=True)
class Group:
    """Questions that are alike; the first is the one most others are like."""

    questions: list[Unanswered]
    wordings: list[Unanswered]
    """One for each different wording, the middle one first."""
    thoughts: list[Candidate]
    """What the matcher thought of in earnest, over all of them, the most likely first."""

    @property
    def rejected(self) -> int:
        """How many of them nothing fitted; a person took over after the others."""
        return sum(q.decision == "reject" for q in self.questions)

    @property
    def first(self) -> datetime:
        """When it was asked first."""
        return min(q.at for q in self.questions)

    @property
    def last(self) -> datetime:
        """When it was asked last."""
        return max(q.at for q in self.questions)


@dataclass(frozen=True)
class UnansweredGroups:
    """What the page shows."""

    groups: list[Group]
    like_ignored: int
    """Questions left out because something like them was ignored."""


_LAST_LOOK: WeakKeyDictionary[
    Engine | Connection, tuple[tuple[list[Unanswered], list[Unanswered]], UnansweredGroups]
] = WeakKeyDictionary()
"""Database -> (what was listed and what was ignored, the groups)."""


def find(session: Session, since: datetime) -> UnansweredGroups:
    """All groups since then, the largest first; those of the last look while nothing has changed."""
    listed = [*_rejected(session, since), *_before_a_person(session, since)]
    looked_at = listed, _ignored(session)
    before = _LAST_LOOK.get(session.get_bind())
    if before and before[0] == looked_at:
        return before[1]
    found = _put_together(session, *looked_at)
    _LAST_LOOK[session.get_bind()] = looked_at, found
    return found


def ignored(session: Session) -> UnansweredGroups:
    """What was ignored, put together like the others."""
    return _put_together(session, _ignored(session), [])


def words_of(session: Session, groups: Collection[Group], most: int) -> dict[Place, str]:
    """What was said: of each group up to `most` wordings."""
    shown = [one.place for group in groups for one in group.wordings[:most]]
    return {place: words.text for place, words in opened(session, shown).items()}


def _put_together(
    session: Session, listed: Sequence[Unanswered], aside: Sequence[Unanswered]
) -> UnansweredGroups:
    """Where nothing intelligible was said, there is nothing to learn."""
    words = opened(session, [one.place for one in (*listed, *aside)])
    told = [one for one in listed if one.place in words]
    shunned = [words[one.place] for one in aside if one.place in words]
    shown = _unlike(told, words, shunned)
    together = clustering.groups([_asked(words[one.place]) for one in shown])
    groups = [_group([shown[n] for n in places], words) for places in together]
    return UnansweredGroups(groups, len(told) - len(shown))


def _group(questions: list[Unanswered], words: dict[Place, Words]) -> Group:
    wordings = {words[one.place].text: one for one in reversed(questions)}
    thoughts = _likely([words[one.place] for one in questions])
    return Group(questions, list(wordings.values())[::-1], thoughts)


def _likely(told: Sequence[Words]) -> list[Candidate]:
    every = [thought for words in told for thought in words.thoughts]
    weights: defaultdict[Meaning, float] = defaultdict(float)
    for thought in every:
        weights[thought.meaning] += thought.confidence
    first = {thought.meaning: thought for thought in reversed(every)}
    least = IN_EARNEST * len(told)
    likely = [meaning for meaning, weight in weights.items() if weight >= least]
    return [first[meaning] for meaning in sorted(likely, key=lambda m: -weights[m])[:3]]


def _asked(words: Words) -> Asked:
    return Asked(words.text, {thought.meaning: thought.confidence for thought in words.thoughts})


def flagged(session: Session, since: datetime) -> set[str]:
    """Keys of questions that somebody asked the editors to look at."""
    wanted = select(StaffAction.subject).where(
        StaffAction.at >= since, StaffAction.action == FLAGGED
    )
    return set(session.scalars(wanted))


def _rejected(session: Session, since: datetime) -> list[Unanswered]:
    wanted = _questions().where(
        Question.decision == "reject", Question.handled == Handled.NO, Question.at >= since
    )
    return _listed(session, wanted.order_by(Question.at.desc()).limit(MAX))


def _before_a_person(session: Session, since: datetime) -> list[Unanswered]:
    """The last question of every call a person took over, where something was understood."""
    wanted = (
        _questions(Question.handled)
        .join(Call, Call.sid == Question.call_sid)
        .where(
            Call.outcome.in_((CallOutcome.HANDED_OFF, CallOutcome.MESSAGE_LEFT)),
            Question.started_at >= since,
            Question.topic.not_in(NOT_ASKED),
        )
        .order_by(Question.started_at.desc(), Question.call_sid, Question.epoch, Question.seq)
        .limit(MAX)
    )
    last = {row[0]: row for row in session.execute(wanted)}
    open_ones = [row[:5] for row in last.values() if row[5] == Handled.NO]
    return [one for one in map(Unanswered._make, open_ones) if one.decision != "reject"]


def _ignored(session: Session) -> list[Unanswered]:
    wanted = _questions().where(Question.decision == "reject", Question.handled == Handled.IGNORED)
    return _listed(session, wanted.order_by(Question.at.desc()).limit(MAX_IGNORED))


def _questions(*further: Any) -> Select:
    place = (Question.call_sid, Question.epoch, Question.seq)
    return select(*place, Question.at, Question.decision, *further)


def _listed(session: Session, wanted: Select) -> list[Unanswered]:
    return [Unanswered._make(row) for row in session.execute(wanted)]


def _unlike(
    these: list[Unanswered], words: dict[Place, Words], ignored: Sequence[Words]
) -> list[Unanswered]:
    if not these or not ignored:
        return these
    told = [_asked(words[one.place]) for one in these]
    likeness = clustering.likeness(told, [_asked(one) for one in ignored])
    return [one for one, most in zip(these, np.max(likeness, axis=1), strict=True) if most < SAME]
