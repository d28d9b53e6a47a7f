"""The promised call-backs in the database: who waits, who rings them, settling them.

Several promises to one number are one person: they stand together and are settled together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Row, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from kb.contract import URGENT
from models.base import utc_now
from models.call import Callback
from models.notice import Notice
from models.staff import StaffAction
from models.work import CallbackCase

PAGE = 100
DONE_DAYS = 7
SETTLED = "callback settled"
"""The action that tells who settled a call-back, and when."""


@dataclass
class Waiting:
    """One person who waits for a call."""

    promised: Callback
    """The most pressing promise."""
    case: CallbackCase
    notice: int | None
    """Id of the accident notice told in that call."""
    others: list[Callback] = field(default_factory=list)
    """Further promises to the same number."""

    @property
    def urgent(self) -> bool:
        """Whether danger or despair was spoken of."""
        return any(one.reason in URGENT for one in (self.promised, *self.others))


def waiting(session: Session) -> list[Waiting]:
    """Whoever waits: danger and despair before all others, then the longest first.

    `PAGE` promises are looked at, and one more where there are more.
    """
    urgent_first = case((Callback.reason.in_(URGENT), 0), else_=1)
    by_age = (
        select(Callback, CallbackCase, func.max(Notice.id).label("notice"))
        .outerjoin(CallbackCase, CallbackCase.call_sid == Callback.call_sid)
        .outerjoin(Notice, Notice.last_call_sid == Callback.call_sid)
        .where(Callback.status == "new")
        .group_by(Callback.call_sid, CallbackCase.call_sid)
        .order_by(urgent_first, Callback.created_at, Callback.call_sid)
    )
    people: dict[str, Waiting] = {}
    for promised, begun, notice in session.execute(by_age.limit(PAGE + 1)):
        known = people.get(promised.phone_key) if promised.phone_key else None
        if known:
            known.others.append(promised)
            known.notice = known.notice or notice
        else:
            none_yet = CallbackCase(call_sid=promised.call_sid, name="", attempts=0)
            one = Waiting(promised, begun or none_yet, notice)
            people[promised.phone_key or promised.call_sid] = one
    return list(people.values())


def count_waiting(session: Session) -> int:
    """How many promises wait."""
    wanted = select(func.count()).select_from(Callback).where(Callback.status == "new")
    return session.scalar(wanted) or 0


def settled_lately(session: Session) -> Sequence[Row]:
    """What was settled in the last `DONE_DAYS` and by whom, newest first."""
    settled = and_(StaffAction.subject == Callback.call_sid, StaffAction.action == SETTLED)
    lately = (
        select(Callback, StaffAction)
        .join(StaffAction, settled)
        .where(Callback.status == "done")
        .where(StaffAction.at >= utc_now() - timedelta(days=DONE_DAYS))
        .order_by(StaffAction.id.desc())
    )
    return session.execute(lately.limit(PAGE)).all()


def claim(session: Session, sid: str, name: str) -> str:
    """Let `name` ring them if nobody does yet; who does now."""
    begun = _case(session, sid)
    begun.name = begun.name or name
    return begun.name


def give_up(session: Session, sid: str) -> None:
    """Nobody rings them any more."""
    _case(session, sid).name = ""


def missed(session: Session, sid: str) -> int:
    """They were rung and not reached; how often so far."""
    begun = _case(session, sid)
    begun.attempts += 1
    begun.tried_at = utc_now()
    return begun.attempts


def reopen(session: Session, sid: str, together: Sequence[str] = ()) -> list[str]:
    """Take a settled one back, and those of the same person that were settled with it: they wait again."""
    promised = session.get(Callback, sid)
    if promised is None:
        return []
    ours = Callback.call_sid == sid
    if promised.phone_key:
        same_person = Callback.phone_key == promised.phone_key
        ours = or_(ours, and_(same_person, Callback.call_sid.in_(together)))
    done = update(Callback).where(ours, Callback.status == "done").values(status="new")
    return list(session.scalars(done.returning(Callback.call_sid)))


def settle(session: Session, sid: str) -> list[str]:
    """Settle one that waits, and all others to the same number; their calls' ids.

    If two do so at once, only one of them is given any.
    """
    promised = session.get(Callback, sid)
    if promised is None or promised.status != "new":
        return []
    same = Callback.call_sid == sid
    if promised.phone_key:
        same = or_(same, Callback.phone_key == promised.phone_key)
    still_new = update(Callback).where(same, Callback.status == "new").values(status="done")
    return list(session.scalars(still_new.returning(Callback.call_sid)))


def _case(session: Session, sid: str) -> CallbackCase:
    """How far staff have come; begun where nobody has."""
    session.scalar(select(Callback.call_sid).where(Callback.call_sid == sid).with_for_update())
    begun = session.get(CallbackCase, sid)
    if begun is None:
        begun = CallbackCase(call_sid=sid, name="", attempts=0)
        session.add(begun)
    return begun
