"""What callers asked and the hotline could not answer, put together by what is alike.

Looks at questions nothing fitted, and at the last question before a person took over. Their words are
sealed in the calls' logs; they are opened to be put together, and again to be shown.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.unanswered import listing
from console.unanswered.listing import Unanswered
from console.unanswered.words import Place, Words, opened
from kb.contract import Candidate, Meaning
from kb.matching import clustering
from kb.matching.clustering import Asked
from models.staff import StaffAction

FLAGGED = "question flagged"
"""The action by which operators point at a question; its subject is the question's key."""
SAME = 0.85
"""Likeness to something ignored from which a question is not shown again."""
IN_EARNEST = 0.1
"""Least confidence, on average, of a meaning worth naming."""


@dataclass(frozen=True)
class Group:
    """Questions that are alike."""

    wordings: list[list[Unanswered]]
    """Those in the same words together, the words that most others are like first."""
    thoughts: list[Candidate]
    """What the matcher thought of in earnest, over all of them, the most likely first."""

    @property
    def middle(self) -> Unanswered:
        """The question most others are like."""
        return self.wordings[0][0]

    @property
    def questions(self) -> list[Unanswered]:
        """All of them."""
        return list(chain.from_iterable(self.wordings))

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
    hidden: list[Unanswered]
    """Questions left out because something like them was ignored."""


def ignored(session: Session) -> UnansweredGroups:
    """What was ignored, put together like the others."""
    return put_together(session, listing.ignored(session), [])


def words_of(session: Session, groups: Collection[Group], most: int) -> dict[Place, str]:
    """What was said: of each group up to `most` wordings."""
    shown = [said[0].place for group in groups for said in group.wordings[:most]]
    return {place: words.text for place, words in opened(session, shown).items()}


def put_together(
    session: Session, listed: Sequence[Unanswered], aside: Sequence[Unanswered]
) -> UnansweredGroups:
    """Groups of what is listed, but for what is like something set aside.

    Where nothing intelligible was said, there is nothing to learn.
    """
    words = opened(session, [one.place for one in (*listed, *aside)])
    shown, hidden = told_apart(listed, aside, words)
    return UnansweredGroups(grouped(shown, words), hidden)


def grouped(questions: Sequence[Unanswered], words: Mapping[Place, Words]) -> list[Group]:
    """Those that are alike together, the largest group first."""
    together = clustering.groups([asked(words[one.place]) for one in questions])
    return [_group([questions[n] for n in places], words) for places in together]


def told_apart(
    listed: Sequence[Unanswered], aside: Sequence[Unanswered], words: Mapping[Place, Words]
) -> tuple[list[Unanswered], list[Unanswered]]:
    """Split those with words: what to show, and what is like something set aside."""
    told = [one for one in listed if one.place in words]
    shunned = [asked(words[one.place]) for one in aside if one.place in words]
    if not told or not shunned:
        return told, []
    likeness = clustering.likeness([asked(words[one.place]) for one in told], shunned)
    hide = np.max(likeness, axis=1) >= SAME
    pairs = list(zip(told, hide.tolist(), strict=True))
    return [one for one, away in pairs if not away], [one for one, away in pairs if away]


def _group(questions: list[Unanswered], words: Mapping[Place, Words]) -> Group:
    wordings: dict[str, list[Unanswered]] = {}
    for one in questions:
        wordings.setdefault(words[one.place].text, []).append(one)
    return Group(list(wordings.values()), _likely([words[one.place] for one in questions]))


def _likely(told: Sequence[Words]) -> list[Candidate]:
    every = [thought for words in told for thought in words.thoughts]
    weights: defaultdict[Meaning, float] = defaultdict(float)
    for thought in every:
        weights[thought.meaning] += thought.confidence
    first = {thought.meaning: thought for thought in reversed(every)}
    least = IN_EARNEST * len(told)
    likely = [meaning for meaning, weight in weights.items() if weight >= least]
    return [first[meaning] for meaning in sorted(likely, key=lambda m: -weights[m])[:3]]


def asked(words: Words) -> Asked:
    """As they are compared."""
    return Asked(words.text, {thought.meaning: thought.confidence for thought in words.thoughts})


def flagged(session: Session, since: datetime) -> set[str]:
    """Keys of questions that somebody asked the editors to look at."""
    wanted = select(StaffAction.subject).where(
        StaffAction.at >= since, StaffAction.action == FLAGGED
    )
    return set(session.scalars(wanted))
