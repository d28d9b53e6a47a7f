"""What staff do about a notice: its state, who takes care of it, remarks."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.call import NOTICE_INCOMPLETE, Callback
from models.member import Member, Person
from models.notice import Notice
from models.staff import (
    REFERENCE_LENGTH,
    CaseState,
    NoticeCase,
    NoticeNote,
    Role,
    Staff,
    StaffAction,
)

NOTE_LENGTH = 2000
CHANGING = (
    "notice state",
    "notice assigned",
    "notice note",
    "notice corrected",
    "notice reference",
    "notice call-back",
    "notice printed",
)
"""Actions that a notice's history tells."""
NEXT = {
    CaseState.NEW: (CaseState.CALLED_BACK, CaseState.FORWARDED),
    CaseState.CALLED_BACK: (CaseState.FORWARDED,),
    CaseState.FORWARDED: (CaseState.CLOSED, CaseState.CALLED_BACK),
    CaseState.CLOSED: (CaseState.FORWARDED,),
}
"""Where a case may go from each state; the last step can be taken back."""


def set_state(session: Session, number: int, state: str) -> None:
    """Move the case of a notice to a state."""
    _case(session, number).state = state


def pass_on(session: Session, number: int, reference: str) -> None:
    """Keep the number a notice has with whom it was passed on to."""
    _case(session, number).office_reference = reference[:REFERENCE_LENGTH]


def settle_call_back(session: Session, call_sid: str) -> bool:
    """Whoever broke off this notice was called; whether anybody still had to ring them."""
    waits = update(Callback).where(
        Callback.call_sid == call_sid,
        Callback.status == "new",
        Callback.reason == NOTICE_INCOMPLETE,
    )
    return bool(session.execute(waits.values(status="done")).rowcount)  # type: ignore[attr-defined]


def history(session: Session, reference: str) -> list[StaffAction]:
    """What staff did about a notice, the oldest first; looking at it is left out."""
    wanted = select(StaffAction).where(StaffAction.subject == reference)
    changed = wanted.where(StaffAction.action.in_(CHANGING)).order_by(StaffAction.id)
    return list(session.scalars(changed))


def assignee(session: Session, name: str) -> str:
    """How papers call whoever takes care of it."""
    full = session.scalar(select(Staff.full_name).where(Staff.name == name))
    return full or name


def member_of(session: Session, notice: Notice) -> Person | None:
    """The member a notice is about, where the number is a member's."""
    if not notice.member_key:
        return None
    return session.scalar(select(Member.person).where(Member.number_key == notice.member_key))


def assign(session: Session, number: int, name: str) -> None:
    """Give the case of a notice to somebody, or with an empty name to nobody."""
    staff_id = session.scalar(select(Staff.id).where(Staff.name == name))
    _case(session, number).staff_id = staff_id


def add_note(session: Session, number: int, by: str, text: str) -> None:
    """Add a remark to a notice."""
    session.add(NoticeNote(notice_id=number, name=by, text=text[:NOTE_LENGTH]))


def notes(session: Session, number: int) -> list[NoticeNote]:
    """All remarks on a notice, the oldest first."""
    wanted = select(NoticeNote).where(NoticeNote.notice_id == number).order_by(NoticeNote.id)
    return list(session.scalars(wanted))


def operators(session: Session) -> list[str]:
    """Names of those who can take care of notices."""
    able = select(Staff.name).where(Staff.role != Role.EDITOR, ~Staff.disabled)
    return list(session.scalars(able.order_by(Staff.name)))


def _case(session: Session, number: int) -> NoticeCase:
    """The case of a notice; a new one where staff have not begun it."""
    case = session.get(NoticeCase, number)
    if case is None:
        case = NoticeCase(notice_id=number, state=CaseState.NEW)
        session.add(case)
    return case
