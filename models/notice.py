"""Accident notices: kept from the first answer on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now


class NoticeStatus(StrEnum):
    """How far a notice has come."""

    INCOMPLETE = "incomplete"
    """The caller is still talking, or hung up before the end: to be called back."""
    COMPLETE = "complete"


class Notice(Base):
    """What a caller told about an accident."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), unique=True)
    status: Mapped[str] = mapped_column(String(12), default=NoticeStatus.INCOMPLETE)
    reporter: Mapped[str] = mapped_column(Text, default="")
    reporter_recording: Mapped[str] = mapped_column(String(300), default="")
    member_number: Mapped[str] = mapped_column(String(10), default="")
    person: Mapped[str] = mapped_column(Text, default="")
    """Name and employer, where the number is not known."""
    person_recording: Mapped[str] = mapped_column(String(300), default="")
    accident_date: Mapped[date | None]
    place: Mapped[str] = mapped_column(Text, default="")
    place_recording: Mapped[str] = mapped_column(String(300), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    story_recording: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[str] = mapped_column(String(10), default="")
    """injured or deceased."""
    hospital: Mapped[str] = mapped_column(Text, default="")
    hospital_recording: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)

    @property
    def reference(self) -> str:
        """Six digits spoken to the caller."""
        return f"{self.id:06}"
