"""What operators found about single utterances: what was really said, and what it should have meant."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.sealed import SealedText
from models.staff import NAME_LENGTH


class Review(Base):
    """One utterance, heard again by a person. It outlives its call: content tests are made of it."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("call_sid", "epoch", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(String(64))
    """The call; it may be gone by now."""
    epoch: Mapped[int]
    seq: Mapped[int]
    """Number of the caller's words in the call's log."""
    heard: Mapped[str] = mapped_column(SealedText)
    """What the recogniser made of it, personal data hidden."""
    said: Mapped[str] = mapped_column(SealedText)
    """What was really said, personal data hidden."""
    topic: Mapped[str] = mapped_column(String(40), default="")
    """What it should have been taken for; empty where only the words were corrected."""
    illness: Mapped[str] = mapped_column(Text, default="")
    aspect: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    """Who found it."""
    at: Mapped[datetime] = mapped_column(default=utc_now)
