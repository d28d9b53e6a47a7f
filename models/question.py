"""What callers asked, as the knowledge took it: enough to list and count, never what was said."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.staff import NAME_LENGTH

HIGH, MIDDLE = 0.8, 0.5
"""Least confidence of these levels."""


class Level(StrEnum):
    """How sure the hotline was of what a caller meant."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"
    """Or it understood nothing."""


class Handled(StrEnum):
    """What staff did about a question that was not answered."""

    NO = ""
    ALIAS = "alias"
    ENTRY = "entry"
    IGNORED = "ignored"
    SEEN = "seen"
    """Danger or despair that somebody takes care of."""


class Question(Base):
    """One utterance whose meaning was looked up."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_topic", "topic", "started_at", "call_sid"),
        Index("ix_questions_level", "level", "started_at", "call_sid"),
        Index("ix_questions_decision", "decision", "handled", "at"),
        Index("ix_questions_started", "started_at", "topic", "level"),
    )

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    """Number of the caller's words in the call's log."""
    started_at: Mapped[datetime]
    """Start of the call, so that calls are listed by what was asked without looking at others."""
    at: Mapped[datetime] = mapped_column(default=utc_now)
    topic: Mapped[str] = mapped_column(String(40))
    decision: Mapped[str] = mapped_column(String(10))
    level: Mapped[str] = mapped_column(String(6))
    handled: Mapped[str] = mapped_column(String(8), default=Handled.NO)
    handled_by: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")


def level_of(decision: str, confidence: float) -> Level:
    """The level of a confidence (0 to 1); of a refusal it is the lowest."""
    if decision == "reject" or confidence < MIDDLE:
        return Level.LOW
    return Level.HIGH if confidence >= HIGH else Level.MIDDLE
