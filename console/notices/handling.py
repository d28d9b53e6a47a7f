"""What staff do about a notice: its state, who takes care of it, remarks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.staff import CaseState, NoticeCase, NoticeNote, Role, Staff

NOTE_LENGTH = 2000
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
