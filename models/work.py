"""What staff keep beside their work: who rings whom back, lists they saved, figures of past days."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.sealed import SealedText
from models.staff import NAME_LENGTH


class CallbackCase(Base):
    """How far staff have come with a promised call-back; one nobody has begun has none."""

    __tablename__ = "callback_cases"

    call_sid: Mapped[str] = mapped_column(
        ForeignKey("callbacks.call_sid", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    """Who rings them; '' for nobody yet."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often they were rung and not reached."""
    tried_at: Mapped[datetime | None]
    """When that was last."""


class SavedSearch(Base):
    """Filters of a list that somebody uses again and again."""

    __tablename__ = "saved_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    page: Mapped[str] = mapped_column(String(20))
    """Which list: calls, notices."""
    label: Mapped[str] = mapped_column(SealedText)
    query: Mapped[str] = mapped_column(SealedText)
    """As the address has it; it may hold a caller's number."""
    at: Mapped[datetime] = mapped_column(default=utc_now)


class DailyFigure(Base):
    """One number of one past day. Names nobody, and stays when the day's calls have gone."""

    __tablename__ = "daily_figures"

    day: Mapped[date] = mapped_column(primary_key=True)
    """In Shanghai."""
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    """end, topic, level or wait."""
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Which end, topic or level; of waiting, the milliseconds it took at most."""
    value: Mapped[int]
