"""Who looked at or changed personal data, and how it ended."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.vault import INDEX_LENGTH


class Audit(Base):
    """One look-up or change. Holds nothing that names a person."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject_key", "at"),
        Index("ix_audit_caller", "caller_key", "at"),
    )

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    """The effect's key: the same look-up done again after a break is one entry."""
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40), default="")
    """The member number asked about, masked."""
    subject_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="")
    """Blind index of the member number asked about."""
    caller_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="")
    """Blind index of the caller's phone; of 'withheld' where it was not shown."""
    outcome: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(default=utc_now)
