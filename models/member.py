"""Members of the union card scheme."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class CardState(StrEnum):
    """What a member's card is worth today."""

    VALID = "valid"
    LOST = "lost"
    CANCELLED = "cancelled"
    MOVED = "moved"
    EXPIRED = "expired"


class Member(Base):
    """One member, one number, one card (seed deck: 工会会员服务卡的唯一性)."""

    __tablename__ = "members"

    number: Mapped[str] = mapped_column(String(10), primary_key=True)
    """10 digits: 1-3 union code, 4-10 serial within that union (seed deck, card back)."""
    name: Mapped[str] = mapped_column(String(50))
    employer: Mapped[str] = mapped_column(String(200))
    plan: Mapped[str] = mapped_column(String(1))
    """A or B."""
    state: Mapped[str] = mapped_column(String(10))
    birth_date: Mapped[date]
    mobile: Mapped[str] = mapped_column(String(20), default="")
    covered_from: Mapped[date]
    covered_to: Mapped[date]
