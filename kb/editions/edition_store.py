"""Editions of the knowledge: what is in force, and how it comes to be.

All functions work inside the caller's transaction. Two people who publish at the same moment cannot
both make edition N: the later transaction fails with `IntegrityError` and changes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.content.item import ContentItem
from kb.errors import KbError
from models.base import utc_now
from models.knowledge import (
    OPEN,
    EditionVersion,
    KnowledgeEdition,
    KnowledgeItem,
    KnowledgeVersion,
    VersionState,
)


class NothingToPublishError(KbError):
    """An edition would be the same as the one in force."""


_LOCK = 12351
"""Names the lock of whoever changes the knowledge, among all locks of the database."""


def change_alone(session: Session) -> None:
    """Wait until nobody else changes the knowledge, until the end of the transaction.

    What was read before is read again when it is looked at. SQLite lets one writer in at a time.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    session.expire_all()


def newest(session: Session) -> KnowledgeEdition | None:
    """The edition in force."""
    wanted = select(KnowledgeEdition).order_by(KnowledgeEdition.number.desc()).limit(1)
    return session.scalar(wanted)


def newest_number(session: Session) -> int:
    """Number of the edition in force, or 0 before the first. Cheap: asked every few seconds."""
    return session.scalar(select(func.max(KnowledgeEdition.number))) or 0


def versions_of(session: Session, edition: int) -> list[KnowledgeVersion]:
    """The versions of an edition, in the order of the content files."""
    wanted = (
        select(KnowledgeVersion)
        .join(EditionVersion, EditionVersion.version_id == KnowledgeVersion.id)
        .join(KnowledgeVersion.item)
        .where(EditionVersion.edition == edition)
    )
    ordered = wanted.order_by(KnowledgeItem.file, KnowledgeItem.position, KnowledgeItem.id)
    return list(session.scalars(ordered))


def item_of(version: KnowledgeVersion) -> ContentItem:
    """A version as `kb.content` takes it: published, whatever its state, for it is to be tried or
    spoken."""
    item = version.item
    return ContentItem(item.id, item.section, item.file, item.position, "published", version.body)


def items_in_force(session: Session, edition: int) -> list[ContentItem]:
    """The items of an edition."""
    return [item_of(version) for version in versions_of(session, edition)]


def with_changes(
    present: Iterable[KnowledgeVersion], changes: Iterable[KnowledgeVersion]
) -> list[KnowledgeVersion]:
    """What would be in force if `changes` were published, in the order of the content files."""
    changed = list(changes)
    touched = {version.item_id for version in changed}
    kept = [version for version in present if version.item_id not in touched]
    together = [*kept, *(version for version in changed if not version.retires)]
    return sorted(together, key=lambda v: (v.item.file, v.item.position, v.item_id))


def in_review(session: Session) -> list[KnowledgeVersion]:
    """The versions that wait to be published."""
    wanted = select(KnowledgeVersion).where(KnowledgeVersion.state == VersionState.REVIEW)
    return list(session.scalars(wanted.order_by(KnowledgeVersion.item_id)))


def publish(session: Session, by: str, note: str = "") -> KnowledgeEdition:
    """Make an edition of what is in force and all that is in review.

    Raises `NothingToPublishError` where nothing is in review. Whoever publishes goes through
    `kb.editions.publishing`, which knows what may be published.
    """
    changes = in_review(session)
    if not changes:
        raise NothingToPublishError("nothing is in review")
    present = versions_of(session, newest_number(session))
    return _edition(session, with_changes(present, changes), present + changes, by, note)


def restore(session: Session, number: int, by: str, note: str = "") -> KnowledgeEdition:
    """Take an earlier edition up again, as a new one. Drafts stay as they are.

    Raises `LookupError` for an unknown edition, `NothingToPublishError` for the one in force.
    """
    need_other(session, number)
    present = versions_of(session, newest_number(session))
    edition = _edition(session, versions_of(session, number), present, by, note)
    edition.restores = number
    return edition


def need_other(session: Session, number: int) -> None:
    """Make sure that edition `number` can be taken up again.

    Raises `LookupError` for an unknown edition, `NothingToPublishError` for the one in force.
    """
    if session.get(KnowledgeEdition, number) is None:
        raise LookupError(f"there is no edition {number}")
    if number == newest_number(session):
        raise NothingToPublishError(f"edition {number} is in force")


def replace_all(
    session: Session, items: Sequence[ContentItem], by: str, digest: str
) -> KnowledgeEdition:
    """Make an edition of `items`: what is as before keeps its version.

    Published items that are not among them are retired. Open drafts of staff stay. `digest` names
    the content files they come from; it is empty where they come from elsewhere.
    """
    present = {v.item_id: v for v in versions_of(session, newest_number(session))}
    chosen = []
    for given in items:
        _place(session, given)
        held = present.get(given.id)
        if held is None or held.body != given.body or given.status != VersionState.PUBLISHED:
            held = _from_file(session, given, by)
        if given.status == VersionState.PUBLISHED:
            chosen.append(held)
    session.flush()
    edition = _edition(session, chosen, list(present.values()), by, "")
    edition.digest = digest
    return edition


def begin_version(
    session: Session, item: KnowledgeItem, state: VersionState, body: dict[str, Any], by: str
) -> KnowledgeVersion:
    """Begin an item's next version."""
    wanted = select(func.max(KnowledgeVersion.number)).where(KnowledgeVersion.item_id == item.id)
    version = KnowledgeVersion(
        item=item,
        number=(session.scalar(wanted) or 0) + 1,
        state=state,
        body=body,
        revision=1,
        made_by=by,
        changed_by=by,
    )
    session.add(version)
    session.flush()
    return version


def _place(session: Session, given: ContentItem) -> None:
    item = session.get(KnowledgeItem, given.id)
    if item is None:
        item = KnowledgeItem(id=given.id)
        session.add(item)
    item.section, item.file, item.position = given.section, given.file, given.position
    session.flush()


def _from_file(session: Session, given: ContentItem, by: str) -> KnowledgeVersion:
    """A new version from a file, unless the item has one that says the same already."""
    draft = given.status == VersionState.DRAFT
    of_kind = KnowledgeVersion.state.in_(OPEN) if draft else KnowledgeVersion.state.not_in(OPEN)
    wanted = (
        select(KnowledgeVersion)
        .where(KnowledgeVersion.item_id == given.id, of_kind)
        .order_by(KnowledgeVersion.number.desc())
        .limit(1)
    )
    last = session.scalar(wanted)
    if last is not None and (draft or last.body == given.body):
        return last
    item = session.get_one(KnowledgeItem, given.id)
    return begin_version(session, item, VersionState(given.status), given.body, by)


def _edition(
    session: Session,
    chosen: Sequence[KnowledgeVersion],
    touched: Sequence[KnowledgeVersion],
    by: str,
    note: str,
) -> KnowledgeEdition:
    """The next edition, of `chosen`; of `touched` the others are retired."""
    number = newest_number(session) + 1
    edition = KnowledgeEdition(number=number, by=by, note=note[:200], digest="")
    session.add(edition)
    session.flush()
    for version in touched:
        version.state = VersionState.RETIRED
    for version in chosen:
        version.state = VersionState.PUBLISHED
        if version.published_at is None:
            version.published_by, version.published_at = by, utc_now()
    session.add_all(EditionVersion(edition=number, version_id=v.id) for v in chosen)
    session.flush()
    return edition
