"""How calls ended for those who rang, told from the dialogue and not from who hung up first.

The hotline itself says 没有的话，直接挂机就可以了: whoever hears the answer and hangs up was served.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from ivr.dialog.lookups import FindAnswer, FindMember
from models.call import NOTICE_INCOMPLETE, Call, Callback, CallOutcome, CallState, LogEntry
from models.notice import Notice, NoticeStatus
from models.question import Question


class End(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"
    """An answer was told, or a member's card."""
    NOTICE = "notice"
    """An accident notice was told to its end."""
    NOTICE_BROKEN = "notice_broken"
    PERSON = "person"
    """A person took over."""
    MESSAGE = "message"
    """No person was reached; a message was left."""
    PROMISED = "promised"
    """No person was reached; a call-back was promised."""
    MISUNDERSTOOD = "misunderstood"
    """Nothing of what was said fitted."""
    LEFT = "left"
    """Something was understood, and they left before the answer."""
    NOTHING = "nothing"
    """They hung up before they asked anything."""
    ACTIVE = "active"
    """Still going on."""


def count_ends(session: Session, first: datetime, last: datetime) -> Counter[str]:
    """Calls begun from `first` to before `last` (UTC), each under its `End`."""
    end = _end().label("ending")
    counted = (
        select(end, func.count().label("calls"))
        .where(Call.started_at >= first, Call.started_at < last)
        .group_by(end)
    )
    return Counter({row.ending: row.calls for row in session.execute(counted)})


def ends_of(session: Session, calls: Collection[str]) -> dict[str, str]:
    """Call -> its `End`."""
    rows = session.execute(select(Call.sid, _end()).where(Call.sid.in_(calls)))
    return {row[0]: row[1] for row in rows}


def ended_as(end: str) -> list[ColumnElement[bool]]:
    """What holds of the calls that ended so, for a list of them.

    A rare end is looked up from what makes it, not call by call.
    """
    return [*_makes(end), _end() == end]


def _makes(end: str) -> list[ColumnElement[bool]]:
    """What must hold of a call that ended so and is found by an index; nothing where most calls may."""
    reported = Call.sid.in_(select(Notice.last_call_sid))
    refused = select(Question.call_sid).where(Question.decision == "reject")
    makes: dict[str, ColumnElement[bool]] = {
        End.ACTIVE: Call.state == CallState.ACTIVE,
        End.PERSON: Call.outcome == CallOutcome.HANDED_OFF,
        End.MESSAGE: Call.outcome == CallOutcome.MESSAGE_LEFT,
        End.PROMISED: Call.sid.in_(select(Callback.call_sid)),
        End.NOTICE: reported,
        End.NOTICE_BROKEN: reported,
        End.MISUNDERSTOOD: Call.sid.in_(refused),
    }
    return [makes[end]] if end in makes else []


def _end() -> ColumnElement[str]:
    return case(
        (Call.state == CallState.ACTIVE, End.ACTIVE),
        (Call.outcome == CallOutcome.HANDED_OFF, End.PERSON),
        (Call.outcome == CallOutcome.MESSAGE_LEFT, End.MESSAGE),
        (was_promised(), End.PROMISED),
        (_notice(NoticeStatus.COMPLETE), End.NOTICE),
        (_notice(NoticeStatus.INCOMPLETE), End.NOTICE_BROKEN),
        (_was_answered(), End.ANSWERED),
        (_asked(Question.decision != "reject"), End.LEFT),
        (_asked(), End.MISUNDERSTOOD),
        else_=End.NOTHING,
    )


def was_promised() -> ColumnElement[bool]:
    """A person was wanted and none came: they wait for a call."""
    return _there_is(Callback.call_sid == Call.sid, Callback.reason != NOTICE_INCOMPLETE)


def _notice(status: NoticeStatus) -> ColumnElement[bool]:
    return _there_is(Notice.last_call_sid == Call.sid, Notice.status == status)


def _asked(*further: ColumnElement[bool]) -> ColumnElement[bool]:
    return _there_is(Question.call_sid == Call.sid, *further)


def _was_answered() -> ColumnElement[bool]:
    """An answer was looked up, or a member's card: by speech or by keys."""
    looked_up = LogEntry.asked.in_([FindAnswer.log_name(), FindMember.log_name()])
    return _there_is(LogEntry.call_sid == Call.sid, looked_up)


def _there_is(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row of another table belongs to the call: looked up by index, call by call.

    With EXISTS, PostgreSQL would rather make a table of all the rows there are.
    """
    one = select(literal(1)).where(*conditions).limit(1).correlate(Call)
    return one.scalar_subquery().is_not(None)
