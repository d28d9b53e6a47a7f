"""The queue of accident notices: which are open, what they still lack, and what is due when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select, true
from sqlalchemy.orm import Session, defer

from console.notices import search
from console.shell.arguments import numbers_meant, only_number
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
LIMITED = ("over", "nearly_over", "in_time", "incomplete")
"""Further states a list may have: of open notices by their limit."""
MAX_LIMITED = 1_000
MAX_TAKEN = 5_000
"""Notices a file holds at most."""
PHONE_DIGITS = 7
"""So many digits or more are a whole number."""
_UNLISTED = (
    Notice.reporter,
    Notice.member_number,
    Notice.person,
    Notice.place,
    Notice.story,
    Notice.hospital,
    Notice.remarks,
    Notice.name_marks,
)
"""What a notice tells that no list has room for."""
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
    """What they sign in with."""
    office_reference: str
    """The number it has with whom it was passed on to."""
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
        """Whether the caller broke off, and it has not gone to the society as it is."""
        return self._begun_only and not self.going_on and self.state in OPEN

    def is_so(self, state: str) -> bool:
        """Whether it is 'incomplete', or its limit for the society is so."""
        if state == "incomplete":
            return self.incomplete
        return self.society is not None and self.society.urgency == state

    @property
    def _begun_only(self) -> bool:
        return self.notice.status == NoticeStatus.INCOMPLETE


@dataclass(frozen=True)
class Wanted:
    """Which notices a list shows."""

    state: str = "open"
    """'open', one of `LIMITED`, a `CaseState`, or '' for all."""
    assignee: str = ""
    text: str = ""
    """A number or its end, a name; all states are looked through."""
    page: int = 0

    @property
    def limited(self) -> bool:
        """Whether it asks for those with a limit that is so; a text is looked for in all."""
        return self.state in LIMITED and not self.text

    @property
    def digits(self) -> str:
        """The whole number looked for; '' where the text is not a whole number."""
        digits = only_number(self.text)
        return digits if len(digits) >= PHONE_DIGITS else ""


def queue(
    session: Session, vault: Vault, asked: Wanted, calendar: Calendar, most: int = PAGE + 1
) -> list[HandledNotice]:
    """One page, `PAGE` + 1 long where there are more: callers in danger, incomplete ones, then by due."""
    first = asked.page * PAGE
    if asked.limited:
        return _listed(session, vault, asked, calendar, most=MAX_LIMITED)[first : first + most]
    return _listed(session, vault, asked, calendar, most=most, first=first)


def everything(
    session: Session, vault: Vault, asked: Wanted, calendar: Calendar
) -> list[HandledNotice]:
    """All that a list shows on its pages together, up to `MAX_TAKEN`."""
    return _listed(session, vault, asked, calendar, most=MAX_TAKEN)


def _listed(
    session: Session, vault: Vault, asked: Wanted, calendar: Calendar, *, most: int, first: int = 0
) -> list[HandledNotice]:
    """So many of what is asked for, in order. Their calls are looked up when it is known whose."""
    chosen = select(Notice.id).outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
    chosen = chosen.where(_chosen(session, vault, asked))
    if asked.assignee:
        chosen = chosen.join(Staff, Staff.id == NoticeCase.staff_id)
        chosen = chosen.where(Staff.name == asked.assignee)
    ids = list(session.scalars(_in_order(chosen).offset(first).limit(most)))
    # What no list shows of a notice stays sealed.
    unlisted = (defer(column, raiseload=True) for column in _UNLISTED)
    rows = session.execute(_cases().where(Notice.id.in_(ids)).options(*unlisted))
    cases = {row[0].id: _case(row, calendar) for row in rows}
    listed = [cases[number] for number in ids if number in cases]
    return [case for case in listed if case.is_so(asked.state)] if asked.limited else listed


def _chosen(session: Session, vault: Vault, asked: Wanted) -> ColumnElement[bool]:
    """Which notices are asked for, but for their assignee and their limits."""
    if asked.digits:
        return _about(asked.digits, vault)
    if asked.text:
        return search.matching(session, vault, asked.text)
    if asked.state == "open" or asked.state in LIMITED:
        return _not_sent()
    if asked.state == CaseState.NEW:
        return or_(NoticeCase.state.is_(None), NoticeCase.state == asked.state)
    return NoticeCase.state == asked.state if asked.state else true()


def _not_sent() -> ColumnElement[bool]:
    return or_(NoticeCase.state.is_(None), NoticeCase.state.in_(OPEN))


def _in_order(wanted: Select) -> Select:
    begun = func.coalesce(Notice.accident_date, func.date(Notice.created_at))
    incomplete_first = case((Notice.status == NoticeStatus.INCOMPLETE, 0), else_=1)
    urgent_first = case((was_urgent(Notice.last_call_sid), 0), else_=1)
    return wanted.order_by(urgent_first, incomplete_first, begun, Notice.id)


def find(session: Session, number: int, calendar: Calendar) -> HandledNotice | None:
    """One notice."""
    row = session.execute(_cases().where(Notice.id == number)).first()
    return _case(row, calendar) if row else None


def count_open(session: Session) -> int:
    """How many are not yet with the society."""
    # Not by joining them: most notices are years old, and sent.
    every = select(func.count(Notice.id)).scalar_subquery()
    sent = select(func.count()).where(NoticeCase.state.not_in(OPEN)).scalar_subquery()
    return session.scalar(select(every - sent)) or 0


def open_by_urgency(session: Session, calendar: Calendar) -> dict[str, int]:
    """How many open notices are over, nearly over, in time, and how many are incomplete."""
    begun = (
        select(Notice.accident_date, Notice.created_at, Notice.status, Call.state)
        .outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
        .join(Call, Call.sid == Notice.last_call_sid)
    )
    rows = session.execute(begun.where(_not_sent())).all()
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
        NoticeCase.office_reference == digits,
        Notice.phone_key.in_(phones),
        Notice.last_call_sid.in_(select(Call.sid).where(Call.caller_key.in_(phones))),
    ]
    if len(digits) == MEMBER_NUMBER_LENGTH:
        about.append(Notice.member_key == number_key(vault, digits))
    return or_(*about)


def _cases() -> Select:
    return (
        select(Notice, NoticeCase.state, Staff.name, NoticeCase.office_reference, Call)
        .join(Call, Call.sid == Notice.last_call_sid)
        .outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
        .outerjoin(Staff, Staff.id == NoticeCase.staff_id)
    )


def _case(row: Row | Sequence, calendar: Calendar) -> HandledNotice:
    notice, state, assignee, theirs, call = row
    begun = notice.accident_date or local(notice.created_at).date()
    hurt = notice.accident_date and notice.outcome != "deceased"
    assessment = calendar.limit(DISABILITY_ASSESSMENT, begun) if hurt else None
    society = calendar.limit(ACCIDENT_NOTICE, begun)
    state, assignee = state or CaseState.NEW, assignee or ""
    return HandledNotice(notice, state, assignee, theirs or "", call, society, assessment)
