"""How calls ended for those who rang, not who hung up first.

The hotline itself says 没有的话，直接挂机就可以了: whoever hears the answer and hangs up was served.
"""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from ivr.dialog.lookups import FindAnswer, FindMember
from models.call import Call, Callback, CallState, LogEntry
from models.notice import Notice, NoticeStatus

SERVED, PERSON, PROMISED, BROKEN_OFF, ACTIVE = (
    "served",
    "person",
    "promised",
    "broken_off",
    "active",
)
_NOTICE_INCOMPLETE = "notice incomplete"
"""Why somebody is called back who broke off a notice."""


def ends(session: Session, midnight: datetime) -> Counter[str]:
    """The calls of one day, each under what came of it."""
    end = _end().label("ending")
    counted = (
        select(end, func.count().label("calls"))
        .where(Call.started_at >= midnight, Call.started_at < midnight + timedelta(days=1))
        .group_by(end)
    )
    return Counter({row.ending: row.calls for row in session.execute(counted)})


def _end() -> ColumnElement[str]:
    broken_notice = _notice(NoticeStatus.INCOMPLETE)
    return case(
        (Call.state == CallState.ACTIVE, ACTIVE),
        (Call.outcome == "handed_off", PERSON),
        (or_(Call.outcome == "message_left", _promised()), PROMISED),
        (_notice(NoticeStatus.COMPLETE), SERVED),
        (broken_notice, BROKEN_OFF),
        (or_(Call.outcome == "completed", _told()), SERVED),
        else_=BROKEN_OFF,
    )


def _promised() -> ColumnElement[bool]:
    """A person was wanted and none came: they wait for a call."""
    here = Callback.call_sid == Call.sid
    return exists().where(and_(here, Callback.reason != _NOTICE_INCOMPLETE))


def _notice(status: NoticeStatus) -> ColumnElement[bool]:
    return exists().where(Notice.last_call_sid == Call.sid, Notice.status == status)


def _told() -> ColumnElement[bool]:
    """An answer was looked up, or a member's card: by speech or by keys."""
    looked_up = LogEntry.asked.in_([FindAnswer.log_name(), FindMember.log_name()])
    return exists().where(LogEntry.call_sid == Call.sid, looked_up)
