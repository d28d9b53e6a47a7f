"""All that is kept under one phone number or one member number, found by blind indexes."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from ivr.storage.call_ends import ends_of
from ivr.storage.log_reader import call_of_key
from models.audit import Audit
from models.call import Call, Callback
from models.member import number_key
from models.notice import Notice
from models.staff import CaseState, NoticeCase
from models.vault import Vault

MAX = 100
"""Calls, notices and call-backs that are listed, the newest of each."""


@dataclass(frozen=True)
class Contact:
    """What belongs to one person, the newest first."""

    calls: list[Call]
    ends: dict[str, str]
    """Call -> what came of it."""
    notices: list[tuple[Notice, str]]
    """With their state."""
    promises: list[Callback]


def of_call(session: Session, call: Call) -> Contact:
    """The contact of whoever rang; where no number was shown, this call alone."""
    known = Call.caller_key == call.caller_key if call.caller_key else Call.sid == call.sid
    return _contact(session, known, {call.caller_key} - {""}, "")


def of_notice(session: Session, notice: Notice) -> Contact:
    """The contact of whoever told it, from either phone, and of the member it is about."""
    last = session.get(Call, notice.last_call_sid)
    phones = {notice.phone_key, last.caller_key if last else ""} - {""}
    known = or_(Call.caller_key.in_(phones), Call.sid == notice.last_call_sid)
    return _contact(session, known, phones, notice.member_key)


def of_member(session: Session, vault: Vault, number: str) -> Contact:
    """The contact of a member: calls that asked about the card, notices of accidents."""
    key = number_key(vault, number)
    asked = select(call_of_key(Audit.key)).where(Audit.subject_key == key)
    return _contact(session, Call.sid.in_(asked), set(), key)


def _contact(
    session: Session, known: ColumnElement[bool], phones: Collection[str], member: str
) -> Contact:
    wanted = select(Call).where(known).order_by(Call.started_at.desc(), Call.sid)
    calls = list(session.scalars(wanted.limit(MAX)))
    sids = [call.sid for call in calls]
    about = or_(
        Notice.phone_key.in_(phones),
        Notice.last_call_sid.in_(sids),
        Notice.call_sid.in_(sids),
        Notice.member_key == member if member else false(),
    )
    told = (
        select(Notice, NoticeCase.state)
        .outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
        .where(about)
        .order_by(Notice.id.desc())
    )
    notices = [(one, state or CaseState.NEW) for one, state in session.execute(told.limit(MAX))]
    theirs = or_(Callback.phone_key.in_(phones), Callback.call_sid.in_(sids))
    promised = select(Callback).where(theirs).order_by(Callback.created_at.desc())
    return Contact(
        calls, ends_of(session, sids), notices, list(session.scalars(promised.limit(MAX)))
    )
