"""What callers asked, as the knowledge took it: enough to list and count, never what was said."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, utc_now
from models.call import Call, LogEntry
from models.staff import NAME_LENGTH

HIGH, MIDDLE = 0.8, 0.5
"""Least confidence of these levels."""
_CHUNK = 1_000


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


class Question(Base):
    """One utterance whose meaning was looked up."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_topic", "topic", "started_at", "call_sid"),
        Index("ix_questions_level", "level", "started_at", "call_sid"),
        Index("ix_questions_decision", "decision", "at"),
    )

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    """Of the caller's words in the call's log."""
    started_at: Mapped[datetime]
    """Of the call, so that calls are listed by what was asked without looking at others."""
    at: Mapped[datetime] = mapped_column(default=utc_now)
    topic: Mapped[str] = mapped_column(String(40))
    decision: Mapped[str] = mapped_column(String(10))
    level: Mapped[str] = mapped_column(String(6))
    handled: Mapped[str] = mapped_column(String(8), default=Handled.NO)
    handled_by: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")


def question_of(sid: str, record: dict[str, Any]) -> Question | None:
    """The question that an entry of the log answers; None for entries of another kind."""
    reply = record["reply"]
    if record["asked"] != "lookup:understand" or reply["type"] != "Found":
        return None
    meant = reply["data"]
    return Question(
        call_sid=sid,
        epoch=record["epoch"],
        seq=record["seq"] - 1,
        started_at=select(Call.started_at).where(Call.sid == sid).scalar_subquery(),
        topic=meant["topic"],
        decision=meant["decision"],
        level=level_of(meant["decision"], meant["confidence"]),
    )


def fill_in(session: Session) -> int:
    """Questions of logs that are older than this table; how many. Nothing is done a second time."""
    if session.scalar(select(Question.call_sid).limit(1)) is not None:
        return 0
    asked = select(LogEntry).where(LogEntry.asked == "lookup:understand").order_by(LogEntry.id)
    count = last = 0
    while entries := list(session.scalars(asked.where(LogEntry.id > last).limit(_CHUNK))):
        for entry in entries:
            fields = {"epoch": entry.epoch, "seq": entry.seq, "asked": entry.asked}
            question = question_of(entry.call_sid, {**fields, "reply": entry.reply})
            if question:
                question.at = entry.at
                session.add(question)
                count += 1
        last = entries[-1].id
        session.flush()
        session.expunge_all()
    return count


def level_of(decision: str, confidence: float) -> Level:
    """The level of a confidence (0 to 1); of a refusal it is the lowest."""
    if decision == "reject" or confidence < MIDDLE:
        return Level.LOW
    return Level.HIGH if confidence >= HIGH else Level.MIDDLE
