"""Calls in which somebody spoke of danger or despair, and which of them nobody has taken up yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select, update
from sqlalchemy.orm import Session

from kb.contract import DISTRESS, EMERGENCY, URGENT
from models.call import Call, CallState
from models.question import Handled, Question

SHOWN = 5
"""Calls the alert names; all are counted."""


@dataclass(frozen=True)
class UrgentCall:
    """One of them."""

    sid: str
    topic: str
    """`EMERGENCY` or `DISTRESS`; despair where it was both."""
    at: datetime
    """When it was said last."""
    caller: str
    going_on: bool
    """Whether the caller is still on the line."""


@dataclass(frozen=True)
class Urgent:
    """What the alert tells."""

    calls: Sequence[UrgentCall]
    """The newest first."""
    more: int
    """Further ones that are not named."""

    @property
    def key(self) -> str:
        """Another one whenever the alert has something else to say."""
        told = "".join(f"{call.sid}{call.topic}{call.going_on}" for call in self.calls)
        return f"{crc32(told.encode()):x}-{self.more}" if self.calls else ""


def urgent_calls(session: Session) -> Urgent:
    """The calls nobody has taken up, the newest first."""
    last = func.max(Question.at).label("last")
    worst = func.min(Question.topic).label("topic")  # despair comes before emergency
    wanted = (
        select(Question.call_sid, worst, last, Call)
        .join(Call, Call.sid == Question.call_sid)
        .where(_urgent(), Question.handled == Handled.NO)
        .group_by(Question.call_sid, Call.sid)
        .order_by(last.desc(), Question.call_sid)
    )
    rows = session.execute(wanted).all()
    calls = [
        UrgentCall(sid, topic, at, call.caller, call.state == CallState.ACTIVE)
        for sid, topic, at, call in rows[:SHOWN]
    ]
    return Urgent(calls, len(rows) - len(calls))


def topics_of(session: Session, calls: Collection[str]) -> dict[str, str]:
    """Call -> its urgent topic, for those of `calls` that have one, taken up or not."""
    wanted = select(Question.call_sid, func.min(Question.topic)).where(
        Question.call_sid.in_(calls), _urgent()
    )
    rows = session.execute(wanted.group_by(Question.call_sid))
    return {row[0]: row[1] for row in rows}


def was_urgent(call_sid: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Condition: in the call of this column somebody spoke of danger or despair.

    Such calls are few: they are gathered once, instead of looking into every call of a list.
    """
    return call_sid.in_(select(Question.call_sid).where(_urgent()))


def take_up(session: Session, sid: str, by: str) -> bool:
    """Note that `by` takes care of a call. Of two who do so at once, only one is told True."""
    open_ones = update(Question).where(
        Question.call_sid == sid, _urgent(), Question.handled == Handled.NO
    )
    done = session.execute(open_ones.values(handled=Handled.SEEN, handled_by=by))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _urgent() -> ColumnElement[bool]:
    """As the dialogue takes it: danger however unsure the words are, despair from a confirmation on."""
    danger = and_(Question.topic == EMERGENCY, Question.decision != "reject")
    despair = and_(Question.topic == DISTRESS, Question.decision.in_(("answer", "confirm")))
    return and_(Question.topic.in_(URGENT), or_(danger, despair))
