"""The queue of accident notices: which are open, what they still lack, and what is due when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.orm import Session

from console.shell.arguments import numbers_meant
from console.urgent.waiting import was_urgent
from kb.content.deadlines import (
    ACCIDENT_NOTICE,
    DISABILITY_ASSESSMENT,
    Limits,
    Urgency,
    days_left,
    last_day,
    urgency,
)
from models.call import Call, CallState, phone_key
from models.clock import local
from models.member import MEMBER_NUMBER_LENGTH, number_key
from models.notice import Notice, NoticeStatus, told
from models.staff import CaseState, NoticeCase, Staff
from models.vault import Vault

PAGE = 50
OPEN = (CaseState.NEW, CaseState.CALLED_BACK)
"""What is not yet with the society."""
NEEDED = ("reporter", "accident_date", "place", "story", "outcome", "hospital", "phone")


@dataclass(frozen=True)
class Calendar:
    """What days are counted from, and how."""

    today: date
    limits: Limits
    """As callers hear them now."""

    def limit(self, topic: str, first: date) -> "Limit | None":
        """The time limit of `topic` that runs from `first`; None where none is published."""
        day = last_day(self.limits, topic, first)
        return Limit(day, days_left(day, self.today), urgency(day, self.today)) if day else None


@dataclass(frozen=True)
class Limit:
    """One time limit of a notice."""

    day: date
    left: int
    """Days; negative when over."""
    urgency: Urgency


@dataclass(frozen=True)
class HandledNotice:
    """A notice with what staff did about it."""

    notice: Notice
    state: str
    assignee: str
    call: Call
    """The call that worked at it last."""
    society: Limit | None
    """By when the society must know, counted from the accident, or the report."""
    assessment: Limit | None
    """By when the assessment must be applied for; only for the injured."""

    @property
    def missing(self) -> list[str]:
        """Fields nobody has told yet, in words or as a recording of a keyed call."""
        names = [name for name in NEEDED if not told(self.notice, name)]
        if not (self.notice.member_number or told(self.notice, "person")):
            names.append("person")
        return names

    @property
    def number(self) -> str:
        """Where the reporter is reached: the number they gave, else the one they called from."""
        return self.notice.phone or (self.call.caller if self.call.caller_key else "")

    @property
    def going_on(self) -> bool:
        """Whether they are still telling it."""
        return self._begun_only and self.call.state == CallState.ACTIVE

    @property
    def incomplete(self) -> bool:
        """Whether the caller broke off."""
        return self._begun_only and not self.going_on

    @property
    def _begun_only(self) -> bool:
        return self.notice.status == NoticeStatus.INCOMPLETE


@dataclass(frozen=True)
class Wanted:
    """Which notices a list shows."""

    state: str = "open"
    """'open', a `CaseState`, or '' for all."""
    assignee: str = ""
    digits: str = ""
    """A reference number, a phone, or a member number; all states are looked through."""
    page: int = 0


def queue(session: Session, vault: Vault, asked: Wanted, calendar: Calendar) -> list[HandledNotice]:
    """One page, `PAGE` + 1 long where there are more: callers in danger, incomplete ones, then by due."""
    wanted = _cases()
    state = asked.state
    if asked.digits:
        wanted = wanted.where(_about(asked.digits, vault))
    elif state == "open":
        wanted = wanted.where(or_(NoticeCase.state.is_(None), NoticeCase.state.in_(OPEN)))
    elif state == CaseState.NEW:
        wanted = wanted.where(or_(NoticeCase.state.is_(None), NoticeCase.state == state))
    elif state:
        wanted = wanted.where(NoticeCase.state == state)
    if asked.assignee:
        wanted = wanted.where(Staff.name == asked.assignee)
    begun = func.coalesce(Notice.accident_date, func.date(Notice.created_at))
    incomplete_first = case((Notice.status == NoticeStatus.INCOMPLETE, 0), else_=1)
    urgent_first = case((was_urgent(Notice.last_call_sid), 0), else_=1)
    ordered = wanted.order_by(urgent_first, incomplete_first, begun, Notice.id)
    rows = session.execute(ordered.offset(asked.page * PAGE).limit(PAGE + 1)).all()
    return [_case(row, calendar) for row in rows]


def find(session: Session, number: int, calendar: Calendar) -> HandledNotice | None:
    """One notice."""
    row = session.execute(_cases().where(Notice.id == number)).first()
    return _case(row, calendar) if row else None


def open_by_urgency(session: Session, calendar: Calendar) -> dict[str, int]:
    """How many open notices are over, nearly over, in time, and how many are incomplete."""
    begun = (
        select(Notice.accident_date, Notice.created_at, Notice.status, Call.state)
        .outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
        .join(Call, Call.sid == Notice.last_call_sid)
    )
    rows = session.execute(
        begun.where(or_(NoticeCase.state.is_(None), NoticeCase.state.in_(OPEN)))
    ).all()
    counts = {"over": 0, "nearly_over": 0, "in_time": 0, "incomplete": 0}
    for accident, created, status, call in rows:
        limit = calendar.limit(ACCIDENT_NOTICE, accident or local(created).date())
        if limit:
            counts[limit.urgency] += 1
        broken_off = status == NoticeStatus.INCOMPLETE and call != CallState.ACTIVE
        counts["incomplete"] += broken_off
    return counts


def _about(digits: str, vault: Vault) -> ColumnElement[bool]:
    """Notices with this reference, told by or about who has this number."""
    phones = {phone_key(vault, number) for number in numbers_meant(digits)}
    about: list[ColumnElement[bool]] = [
        Notice.reference == digits,
        Notice.phone_key.in_(phones),
        Call.caller_key.in_(phones),
    ]
    if len(digits) == MEMBER_NUMBER_LENGTH:
        about.append(Notice.member_key == number_key(vault, digits))
    return or_(*about)


def _cases() -> Select:
    return (
        select(Notice, NoticeCase.state, Staff.name, Call)
        .join(Call, Call.sid == Notice.last_call_sid)
        .outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
        .outerjoin(Staff, Staff.id == NoticeCase.staff_id)
    )


def _case(row: Row | Sequence, calendar: Calendar) -> HandledNotice:
    notice, state, assignee, call = row
    begun = notice.accident_date or local(notice.created_at).date()
    hurt = notice.accident_date and notice.outcome != "deceased"
    assessment = calendar.limit(DISABILITY_ASSESSMENT, begun) if hurt else None
    society = calendar.limit(ACCIDENT_NOTICE, begun)
    state, assignee = state or CaseState.NEW, assignee or ""
    return HandledNotice(notice, state, assignee, call, society, assessment)
