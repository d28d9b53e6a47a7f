"""What the hotline knows, as it was at any time: items, their versions, and published editions.

A version is changed only while it is a draft. An edition is the set of versions that were published
together: calls are answered from the newest one, and an earlier one can be taken up again.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, utc_now
from models.staff import NAME_LENGTH


class Section(StrEnum):
    """What kind of thing an item is; the names are those of the content files."""

    ENTRIES = "entries"
    """An answer and how people ask for it."""
    ILLNESSES = "illnesses"
    COVERAGE = "coverage"
    """The wording of "is it covered" for one kind of illness."""
    WORDS = "words"
    """What one content file says for all of its items: lists, lead-in, doubts."""
    TESTS = "tests"
    """Sayings and what must come of them."""


class VersionState(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    """Part of the newest edition."""
    RETIRED = "retired"
    """Was published, or never will be."""


OPEN = (VersionState.DRAFT, VersionState.REVIEW)


class KnowledgeItem(Base):
    """One thing the hotline knows, whatever its versions say."""

    __tablename__ = "knowledge_items"
    __table_args__ = (Index("ix_knowledge_items_place", "file", "position"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """As in the content files; 'words:FILE' and 'test:FILE:MEANING' for what has no id there."""
    section: Mapped[str] = mapped_column(String(12))
    file: Mapped[str] = mapped_column(Text)
    """The content file it belongs to when everything is exported."""
    position: Mapped[int]
    """Place in that file."""


class KnowledgeVersion(Base):
    """What an item says in one version."""

    __tablename__ = "knowledge_versions"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        Index("ix_knowledge_versions_state", "state", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("knowledge_items.id"))
    number: Mapped[int]
    """1, 2, 3... within the item."""
    state: Mapped[str] = mapped_column(String(10), default=VersionState.DRAFT)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The fields of the content file, without id and status: source, verified (by, when),
    validity, texts."""
    retires: Mapped[bool] = mapped_column(default=False)
    """Publishing this version takes the item out of the knowledge."""
    revision: Mapped[int] = mapped_column(default=0)
    """Goes up with every change of a draft, so that nobody overwrites what they have not seen."""
    note: Mapped[str] = mapped_column(String(200), default="")
    """Why it was changed."""
    made_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_by: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    submitted_by: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    submitted_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    published_at: Mapped[datetime | None]
    """First publication (UTC); an edition that takes the version up again keeps it."""

    item: Mapped[KnowledgeItem] = relationship(lazy="joined", innerjoin=True)


class KnowledgeEdition(Base):
    """Everything that was published at one moment."""

    __tablename__ = "knowledge_editions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3...; the highest is in force."""
    at: Mapped[datetime] = mapped_column(default=utc_now)
    by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    note: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    """Hash of the content files it was taken from; empty where staff published."""
    restores: Mapped[int | None]
    """The earlier edition it takes up again."""


class EditionVersion(Base):
    """One version that belongs to an edition."""

    __tablename__ = "knowledge_edition_versions"

    edition: Mapped[int] = mapped_column(
        ForeignKey("knowledge_editions.number"), primary_key=True, autoincrement=False
    )
    version_id: Mapped[int] = mapped_column(
        ForeignKey("knowledge_versions.id"), primary_key=True, autoincrement=False
    )


class DryRun(Base):
    """The report of a dry run of an edition before it was published."""

    __tablename__ = "knowledge_rehearsals"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    """Names exactly what was tried: any change makes the result worthless."""
    by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Empty while it is going on. Names entries of the turn log, never quotes them."""
