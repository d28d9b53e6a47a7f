"""Accident notices: kept from the first answer on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.call import number_end, phone_key
from models.member import member_end, number_key
from models.name_marks import name_marks
from models.sealed import SealedText
from models.vault import INDEX_LENGTH, Vault

REFERENCE_DIGITS = 8


class NoticeStatus(StrEnum):
    """How far a notice has come."""

    INCOMPLETE = "incomplete"
    """The caller is still talking, or hung up before the end: to be called back."""
    COMPLETE = "complete"


class Notice(Base):
    """What a caller told about an accident."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_same", "member_key", "accident_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    """The key of the effect that began it: begun again after a break, it is the same notice."""
    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), index=True)
    """The call it was begun in."""
    last_call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), index=True)
    """The call that worked at it last: a later call may go on with it."""
    reference: Mapped[str] = mapped_column(String(REFERENCE_DIGITS), index=True)
    """Digits spoken to the caller."""
    status: Mapped[str] = mapped_column(String(12), default=NoticeStatus.INCOMPLETE)
    reporter: Mapped[str] = mapped_column(SealedText, default="")
    reporter_recording: Mapped[str] = mapped_column(String(300), default="")
    member_number: Mapped[str] = mapped_column(SealedText, default="")
    member_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="")
    """Blind index of the member number."""
    member_end: Mapped[str] = mapped_column(
        String(INDEX_LENGTH), default="", server_default=text("''"), index=True
    )
    """Blind index of its last four digits."""
    person: Mapped[str] = mapped_column(SealedText, default="")
    """Name and employer, where the number is not known."""
    person_recording: Mapped[str] = mapped_column(String(300), default="")
    accident_date: Mapped[date | None]
    place: Mapped[str] = mapped_column(SealedText, default="")
    place_recording: Mapped[str] = mapped_column(String(300), default="")
    story: Mapped[str] = mapped_column(SealedText, default="")
    story_recording: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[str] = mapped_column(String(10), default="")
    """injured or deceased."""
    hospital: Mapped[str] = mapped_column(SealedText, default="")
    hospital_recording: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(SealedText, default="")
    phone_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="", index=True)
    phone_end: Mapped[str] = mapped_column(
        String(INDEX_LENGTH), default="", server_default=text("''"), index=True
    )
    """Blind index of the last four digits."""
    remarks: Mapped[str] = mapped_column(SealedText, default="", server_default=text("''"))
    """What the caller said that no column above has room for, a line each: words for a day not known."""
    name_marks: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    """What `reporter` and `person` are found by (`models.name_marks`)."""
    same_as: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="SET NULL"))
    """An earlier notice of the same member and day."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


def told(notice: Notice, name: str) -> bool:
    """Whether an answer was given, in words or as a recording of a keyed call."""
    return bool(getattr(notice, name) or getattr(notice, f"{name}_recording", ""))


def indexes_of(
    vault: Vault, *, reference: str, member_number: str, phone: str, reporter: str, person: str
) -> dict[str, str | None]:
    """Column -> what a notice is found by, made of what was told."""
    return {
        "member_key": number_key(vault, member_number) if member_number else "",
        "member_end": member_end(vault, member_number),
        "phone_key": phone_key(vault, phone),
        "phone_end": number_end(vault, phone),
        "name_marks": name_marks(vault, reference, reporter, person),
    }


INDEXED = ("reference", "member_number", "phone", "reporter", "person")
"""What `indexes_of` makes them of."""
NOTICE_INDEXES = ("member_key", "member_end", "phone_key", "phone_end", "name_marks")


def index_notice(vault: Vault, notice: Notice) -> None:
    """Let a notice be found by what it says now."""
    told = {name: getattr(notice, name) or "" for name in INDEXED}
    for column, value in indexes_of(vault, **told).items():
        setattr(notice, column, value)


def reference_for(vault: Vault, key: str, attempt: int = 0) -> str:
    """The reference number of the notice of this key, the same with or without a database.

    Two notices may share one (1 in 100 million); `attempt` gives the next.
    """
    digest = vault.index("reference", f"{key}/{attempt}")
    return f"{int(digest, 16) % 10**REFERENCE_DIGITS:0{REFERENCE_DIGITS}}"
