"""Plans: what an edition would hold, exactly as it would be published."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.content.item import TESTS, ContentItem
from kb.editions.edition_store import (
    in_review,
    item_of,
    items_in_force,
    newest_number,
    versions_of,
    with_changes,
)
from models.knowledge import KnowledgeVersion, VersionState

Change = tuple[KnowledgeVersion | None, KnowledgeVersion | None]
"""An item that changes: (version spoken now, version that would be)."""


@dataclass(frozen=True)
class Plan:
    """What would be published."""

    subject: str
    """Names exactly this plan: any change of any draft, or another edition, makes another one."""
    now: Sequence[ContentItem]
    then: Sequence[ContentItem]
    changes: Sequence[Change] = ()
    """Each version that changes; empty where everything is replaced."""
    restores: int | None = None
    """Number of the earlier edition that it takes up again."""
    replacement: Sequence[ContentItem] | None = None
    """All items, where they replace everything, drafts and retired items too."""
    digest: str = ""
    """Hash of the content files the replacement comes from."""

    @property
    def ids(self) -> list[str]:
        """Ids of all items that change."""
        return list(dict.fromkeys(v.item_id for pair in self.changes for v in pair if v))


def plan_of_review(session: Session) -> Plan:
    """The plan of publishing all that is in review."""
    number = newest_number(session)
    changes = in_review(session)
    now = versions_of(session, number)
    drafts = [[v.id, v.revision, v.retires] for v in changes]
    return _plan(f"{number} {drafts}", now, with_changes(now, changes))


def plan_of_restoring(session: Session, edition: int) -> Plan:
    """The plan of taking up an earlier edition again."""
    number = newest_number(session)
    now, then = versions_of(session, number), versions_of(session, edition)
    return _plan(f"{number} = {edition}", now, then, edition)


def plan_of_replacing(session: Session, items: Sequence[ContentItem], digest: str = "") -> Plan:
    """The plan of replacing all by `items`; without content tests the present ones stay."""
    number = newest_number(session)
    now = items_in_force(session, number)
    if not any(item.section == TESTS for item in items):
        items = [*items, *(item for item in now if item.section == TESTS)]
    then = [item for item in items if item.status == VersionState.PUBLISHED]
    text = json.dumps([item.as_json() for item in items])
    return Plan(_named(f"{number} < {text}"), now, then, replacement=items, digest=digest)


def plan_again(session: Session, plan: Plan) -> Plan:
    """Make `plan` again from what is there now; its subject differs if anything has changed."""
    if plan.replacement is not None:
        return plan_of_replacing(session, plan.replacement, plan.digest)
    return plan_of_restoring(session, plan.restores) if plan.restores else plan_of_review(session)


def _plan(
    described: str,
    now: Sequence[KnowledgeVersion],
    then: Sequence[KnowledgeVersion],
    restores: int | None = None,
) -> Plan:
    before, after = {v.item_id: v for v in now}, {v.item_id: v for v in then}
    names = dict.fromkeys((*before, *after))
    pairs = [(before.get(name), after.get(name)) for name in names]
    changes = [(old, new) for old, new in pairs if old is not new]
    items_now, items_then = list(map(item_of, now)), list(map(item_of, then))
    return Plan(_named(described), items_now, items_then, changes, restores)


def _named(described: str) -> str:
    return hashlib.sha256(described.encode()).hexdigest()
