"""One list of what waits, the most pressing first, and how much that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.callbacks import promises
from console.callbacks.promises import Waiting
from console.notices import queue
from console.notices.queue import Calendar, HandledNotice
from console.urgent.waiting import UrgentCall
from kb.content.deadlines import Urgency
from models.base import utc_now
from models.clock import utc
from models.knowledge import KnowledgeVersion, VersionState
from models.question import Handled, Question
from models.vault import Vault

EDITOR_DAYS = 30
"""How far back unanswered questions are counted."""


class Rank(IntEnum):
    """What comes before what."""

    DANGER = 0
    BROKEN_OFF = 1
    OVER = 2
    NEARLY_OVER = 3
    PROMISED = 4
    IN_TIME = 5


_RANKS: dict[Urgency, Rank] = {
    "over": Rank.OVER,
    "nearly_over": Rank.NEARLY_OVER,
    "in_time": Rank.IN_TIME,
}


@dataclass(frozen=True)
class Task:
    """One thing that waits: a call, a notice or a call-back, whichever is there."""

    rank: Rank
    by: datetime
    """What is ordered by within a rank (UTC): when it is due, or since when it waits."""
    name: str
    """Who has it; '' for nobody."""
    call: UrgentCall | None = None
    notice: HandledNotice | None = None
    promise: Waiting | None = None


@dataclass(frozen=True)
class EditorsPart:
    """What waits for those who change the knowledge."""

    unanswered: int
    drafts: int
    in_review: int


def tasks(
    session: Session, vault: Vault, calendar: Calendar, urgent: Sequence[UrgentCall]
) -> list[Task]:
    """Gather all that waits, the most pressing first; of a long queue of notices only a page."""
    notices = queue.queue(session, vault, queue.Wanted(), calendar)[: queue.PAGE]
    found = [
        *_calls(urgent),
        *map(_notice, notices),
        *_promises(promises.waiting(session), {case.notice.id for case in notices}),
    ]
    return sorted(found, key=lambda task: (task.rank, task.by))


def whose(found: Sequence[Task], asked: str, name: str) -> list[Task]:
    """The tasks of `name` ('mine'), of nobody ('free') or of both ('open'); else all of them."""
    wanted = {"mine": {name}, "free": {""}, "open": {name, ""}}.get(asked)
    return [task for task in found if wanted is None or task.name in wanted]


def editors_part(session: Session) -> EditorsPart:
    """What waits for editors."""
    since = utc_now() - timedelta(days=EDITOR_DAYS)
    unanswered = select(func.count()).select_from(Question)
    unanswered = unanswered.where(Question.decision == "reject", Question.at >= since)
    states = select(KnowledgeVersion.state, func.count()).group_by(KnowledgeVersion.state)
    open_ones = states.where(KnowledgeVersion.state.in_((VersionState.DRAFT, VersionState.REVIEW)))
    counted = {row[0]: row[1] for row in session.execute(open_ones)}
    return EditorsPart(
        session.scalar(unanswered.where(Question.handled == Handled.NO)) or 0,
        counted.get(VersionState.DRAFT, 0),
        counted.get(VersionState.REVIEW, 0),
    )


def _calls(calls: Sequence[UrgentCall]) -> Iterator[Task]:
    for call in calls:
        yield Task(Rank.DANGER, call.at, "", call=call)


def _notice(case: HandledNotice) -> Task:
    limit = case.society
    if case.going_on or limit is None:
        return Task(Rank.IN_TIME, case.notice.created_at, case.assignee, notice=case)
    due = utc(datetime.combine(limit.day, datetime.min.time()))
    rank = Rank.BROKEN_OFF if case.incomplete else _RANKS[limit.urgency]
    return Task(rank, due, case.assignee, notice=case)


def _promises(waiting: Sequence[Waiting], notices: set[int]) -> Iterator[Task]:
    """Who waits, but for those whose notice is in the list itself."""
    for one in waiting:
        if one.notice in notices and not one.others:
            continue
        rank = Rank.DANGER if one.urgent else Rank.PROMISED
        yield Task(rank, one.promised.created_at, one.case.name, promise=one)
