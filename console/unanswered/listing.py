"""The questions that were not answered, as the database lists them, without their words."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console.unanswered.words import Place
from ivr.storage.call_ends import was_promised
from kb.contract import URGENT
from models.call import Call, CallOutcome
from models.question import Handled, Question

MAX = 600
"""Questions looked at, of either kind, the newest: putting them together takes a fifth of a second."""
MAX_IGNORED = 300
NOT_ASKED = (*URGENT, "operator", "nav.repeat", "nav.back", "nav.menu", "nav.bye")
"""Topics that ask nothing the knowledge could answer."""

_TAKEN_OVER = (CallOutcome.HANDED_OFF, CallOutcome.MESSAGE_LEFT)


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


def unanswered(session: Session, since: datetime) -> list[Unanswered]:
    """What nothing fitted, and the last question before a person took over; nobody has handled them."""
    return [*_rejected(session, since), *_before_a_person(session, since)]


def _rejected(session: Session, since: datetime) -> list[Unanswered]:
    wanted = _questions().where(
        Question.decision == "reject", Question.handled == Handled.NO, Question.at >= since
    )
    return _listed(session, wanted.order_by(Question.at.desc()).limit(MAX))


def _before_a_person(session: Session, since: datetime) -> list[Unanswered]:
    """The last question of every call a person took over, or was to, where something was understood."""
    wanted = (
        _questions(Question.handled)
        .join(Call, Call.sid == Question.call_sid)
        .where(
            Call.outcome.in_(_TAKEN_OVER) | was_promised(),
            Question.started_at >= since,
            Question.topic.not_in(NOT_ASKED),
        )
        .order_by(Question.started_at.desc(), Question.call_sid, Question.epoch, Question.seq)
        .limit(MAX)
    )
    last = {row[0]: row for row in session.execute(wanted)}
    open_ones = [row[:5] for row in last.values() if row[5] == Handled.NO]
    return [one for one in map(Unanswered._make, open_ones) if one.decision != "reject"]


def ignored(session: Session) -> list[Unanswered]:
    """What editors ignored last."""
    wanted = _questions().where(Question.decision == "reject", Question.handled == Handled.IGNORED)
    return _listed(session, wanted.order_by(Question.at.desc()).limit(MAX_IGNORED))


def _questions(*further: Any) -> Select:
    place = (Question.call_sid, Question.epoch, Question.seq)
    return select(*place, Question.at, Question.decision, *further)


def _listed(session: Session, wanted: Select) -> list[Unanswered]:
    return [Unanswered._make(row) for row in session.execute(wanted)]
