"""The items of the knowledge as lists show them: what is spoken, what is being changed."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.knowledge.form import LISTS
from kb.content.fields import STATES_FACTS
from kb.contract import NONE
from kb.editions.edition_store import newest_number, versions_of
from models.knowledge import OPEN, KnowledgeItem, KnowledgeVersion, Section


@dataclass(frozen=True)
class ItemRow:
    """One item with what callers hear of it and what waits."""

    item: KnowledgeItem
    published: KnowledgeVersion | None
    draft: KnowledgeVersion | None
    """The open version: a draft, or in review."""

    @property
    def body(self) -> dict[str, Any]:
        """What is shown of it: what is spoken, or the draft of something new."""
        version = self.published or self.draft
        return version.body if version else {}

    @property
    def name(self) -> str:
        """How people call it."""
        return name_of_item(self.item, self.body)

    @property
    def verified(self) -> dict[str, str] | None:
        """By whom and when what is spoken was compared with its source."""
        return self.body.get("verified") or None

    @property
    def must_be_verified(self) -> bool:
        """Whether it states a fact that nobody has compared with its source."""
        silent = self.item.section == Section.ENTRIES and not self.body.get("pieces")
        stated = self.item.section in STATES_FACTS and not silent
        return bool(stated and self.published and not self.verified)


def name_of_item(item: KnowledgeItem, body: dict[str, Any]) -> str:
    """How people call an item."""
    if item.section == Section.TESTS:
        says = body.get("says") or body.get("known_failures") or [item.id]
        return str(says[0])
    if item.section == Section.WORDS:
        return item.file
    if item.section == Section.COVERAGE:
        return f"{body.get('name')} · {LISTS.get(body.get('listed', ''), '')}"
    if body.get("topic") == NONE and not body.get("name"):
        return _("与热线无关：%(example)s…", example=next(iter(body.get("examples") or []), ""))
    return str(body.get("name") or item.id)


def all_rows(session: Session) -> list[ItemRow]:
    """Every item that is spoken or being changed, in the order of the content files."""
    published = {v.item_id: v for v in versions_of(session, newest_number(session))}
    drafts = {v.item_id: v for v in open_versions(session)}
    items = {v.item_id: v.item for v in (*published.values(), *drafts.values())}
    ordered = sorted(items.values(), key=lambda i: (i.file, i.position, i.id))
    return [ItemRow(item, published.get(item.id), drafts.get(item.id)) for item in ordered]


def open_versions(session: Session) -> list[KnowledgeVersion]:
    """All drafts, and what is in review."""
    wanted = select(KnowledgeVersion).where(KnowledgeVersion.state.in_(OPEN))
    return list(session.scalars(wanted))
