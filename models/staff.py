"""Those who work with the console: who they are, what they did, and how far a notice has come."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.call import Call
from models.sealed import SealedText

NAME_LENGTH = 40
REFERENCE_LENGTH = 40


class Role(StrEnum):
    """What somebody may do."""

    OPERATOR = "operator"
    EDITOR = "editor"
    ADMIN = "admin"


class CaseState(StrEnum):
    """How far staff have come with a notice."""

    NEW = "new"
    CALLED_BACK = "called_back"
    FORWARDED = "forwarded"
    CLOSED = "closed"


def new_mark() -> str:
    """A random mark that a browser's session must carry; a new one ends all sessions."""
    return secrets.token_hex(8)


class Staff(Base):
    """One person's account."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    """What they sign in with, in lower case."""
    full_name: Mapped[str] = mapped_column(
        String(NAME_LENGTH), default="", server_default=text("''")
    )
    """What papers call them; '' where only `name` is known."""
    role: Mapped[str] = mapped_column(String(10))
    password: Mapped[str] = mapped_column(String(200))
    """Argon2id hash."""
    totp: Mapped[str] = mapped_column(SealedText, default="")
    """Secret of the authenticator app; empty until it is set up."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """Time step of the last code taken: no code is taken twice."""
    mark: Mapped[str] = mapped_column(String(16), default=new_mark)
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong sign-ins since the last right one."""
    locked_until: Mapped[datetime | None]
    """Set after too many failures."""
    disabled: Mapped[bool] = mapped_column(default=False)
    """Locked by an admin, until unlocked."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    signed_in_at: Mapped[datetime | None]


class StaffAction(Base):
    """Something somebody did in the console. Holds nothing that names a caller or a member."""

    __tablename__ = "staff_actions"
    __table_args__ = (
        Index("ix_staff_actions_at", "at", "id"),
        Index("ix_staff_actions_name", "name", "id"),
        Index("ix_staff_actions_subject", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    """Whose account; stays when the account goes."""
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), default="")
    """Id of a call or notice, or a masked number."""
    detail: Mapped[str] = mapped_column(String(200), default="")


class NoticeCase(Base):
    """What staff did about an accident notice; a notice without one is new."""

    __tablename__ = "notice_cases"

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    state: Mapped[str] = mapped_column(String(12), default=CaseState.NEW)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    """Who takes care of it."""
    office_reference: Mapped[str] = mapped_column(
        String(REFERENCE_LENGTH), default="", server_default=text("''")
    )
    """The number it has with whom it was passed on to."""
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class NoticeNote(Base):
    """A remark of staff about a notice."""

    __tablename__ = "notice_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    text: Mapped[str] = mapped_column(SealedText)
    at: Mapped[datetime] = mapped_column(default=utc_now)


class NoticeCorrection(Base):
    """What a field of a notice said before somebody corrected it."""

    __tablename__ = "notice_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(SealedText)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    """Who corrected it."""
    at: Mapped[datetime] = mapped_column(default=utc_now)


# The console lists calls by time, alone or within one value of another column.
Index("ix_calls_started", Call.started_at, Call.sid)
Index("ix_calls_outcome", Call.outcome, Call.started_at, Call.sid)
Index("ix_calls_engine", Call.engine, Call.started_at, Call.sid)
Index("ix_calls_door", Call.door, Call.started_at, Call.sid)
Index("ix_calls_state", Call.state, Call.started_at, Call.sid)
Index("ix_calls_seconds", Call.seconds, Call.sid)
Index("ix_calls_caller_end", Call.caller_end, Call.started_at, Call.sid)
