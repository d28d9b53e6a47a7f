"""Members of the union card scheme, their cards, and their coverage periods."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.sealed import SealedRecord
from models.vault import INDEX_LENGTH, Vault

MEMBER_NUMBER_LENGTH = 10
"""Digits of a member number. Speech, which knows no tables, has it too: `speech.entities.digits`."""
MEMBER_END_DIGITS = 4
"""Digits at the end of it that people know it by."""
UNION_CODE_LENGTH = 3
"""The first digits of a member number name the union; the rest is a serial (seed: card, back)."""


class CardState(StrEnum):
    """What a member's card is worth today."""

    VALID = "valid"
    LOST = "lost"
    CANCELLED = "cancelled"
    MOVED = "moved"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Person:
    """What identifies a member; kept sealed, as one."""

    number: str
    """10 digits."""
    name: str
    employer: str
    birth_date: str
    """ISO date, such as 1980-01-31."""
    mobile: str = ""
    id_masked: str = ""
    """The ID card's number with most digits replaced by stars; the full one is never kept."""


class Member(Base):
    """One member, one number, one valid card (seed: 工会会员服务卡的唯一性)."""

    __tablename__ = "members"
    __table_args__ = (
        # The same person may have old numbers, but only one valid card.
        Index(
            "uq_members_one_valid_card",
            "person_key",
            unique=True,
            sqlite_where=text("state = 'valid'"),
            postgresql_where=text("state = 'valid'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), unique=True)
    """Blind index of the member number."""
    number_end: Mapped[str] = mapped_column(
        String(INDEX_LENGTH), default="", server_default=text("''"), index=True
    )
    """Blind index of its last four digits."""
    union_code: Mapped[str] = mapped_column(String(UNION_CODE_LENGTH), index=True)
    state: Mapped[str] = mapped_column(String(10))
    person: Mapped[Person] = mapped_column(SealedRecord(Person))
    person_key: Mapped[str | None] = mapped_column(String(INDEX_LENGTH))
    """Blind index of name, birth date and ID; empty where the ID is not known."""
    fingerprint: Mapped[str] = mapped_column(String(INDEX_LENGTH))
    """Keyed digest of person and state: tells an import whether anything changed."""
    coverages: Mapped[list["CoveragePeriod"]] = relationship(
        order_by="CoveragePeriod.starts", cascade="all, delete-orphan", passive_deletes=True
    )

    def coverage_on(self, day: date) -> "CoveragePeriod | None":
        """The period `day` falls in; else the next to come; else the last one over."""
        ahead = [c for c in self.coverages if c.ends >= day]
        return ahead[0] if ahead else self.coverages[-1] if self.coverages else None


class CoveragePeriod(Base):
    """One period in which a member was, is or will be covered; renewals add periods."""

    __tablename__ = "coverages"
    __table_args__ = (UniqueConstraint("member_id", "starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    plan: Mapped[str] = mapped_column(String(1))
    """A or B."""
    starts: Mapped[date]
    ends: Mapped[date]


def number_key(vault: Vault, number: str) -> str:
    """The blind index of a member number."""
    return vault.index("number", number)


def member_end(vault: Vault, number: str) -> str:
    """Key by which a member number is looked up by its last four digits; '' for an empty number."""
    return vault.index("number end", number[-MEMBER_END_DIGITS:]) if number else ""


def fingerprint(vault: Vault, person: Person, state: str) -> str:
    """A keyed digest of everything that an import may change of a member."""
    everything = "|".join(
        (person.name, person.employer, person.birth_date, person.mobile, person.id_masked)
    )
    return vault.index("member", f"{everything}|{state}")


def person_key(vault: Vault, person: Person) -> str | None:
    """The blind index of a person, by which a second card is found; None without an ID."""
    if not person.id_masked:
        return None
    return vault.index("person", f"{person.name}|{person.birth_date}|{person.id_masked}")
