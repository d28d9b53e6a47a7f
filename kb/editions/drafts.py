"""Drafts of knowledge items, from the first word to the review.

An item has at most one open version (draft or in review). All functions work inside the caller's
transaction, and those that change something wait until nobody else does; what a body may hold is for `kb.content` to judge.
"""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.content.item import NEW_FILE
from kb.content.schema import COVERAGE
from kb.contract import Meaning
from kb.editions.edition_store import begin_version, change_alone
from kb.errors import KbError
from models.base import utc_now
from models.knowledge import OPEN, KnowledgeItem, KnowledgeVersion, Section, VersionState


class DraftError(KbError):
    """What was asked cannot be done; nothing was changed."""


class UnknownItemError(DraftError):
    """There is no such item."""


class ChangedMeanwhileError(DraftError):
    """Somebody else has changed the draft since it was read."""


class IdTakenError(DraftError):
    """Another item has this id."""


def open_version(session: Session, item_id: str) -> KnowledgeVersion | None:
    """The item's draft, or what of it is in review."""
    return session.scalar(_versions(item_id).where(KnowledgeVersion.state.in_(OPEN)))


def published_version(session: Session, item_id: str) -> KnowledgeVersion | None:
    """The version callers hear."""
    wanted = _versions(item_id).where(KnowledgeVersion.state == VersionState.PUBLISHED)
    return session.scalar(wanted)


def history(session: Session, item_id: str) -> list[KnowledgeVersion]:
    """All versions of an item, the newest first."""
    return list(session.scalars(_versions(item_id).order_by(KnowledgeVersion.number.desc())))


def find_item(session: Session, meaning: Meaning) -> str | None:
    """Id of the published item that answers a meaning: the illness itself, or an entry."""
    if meaning.topic == COVERAGE and meaning.illness:
        return meaning.illness if published_version(session, meaning.illness) else None
    wanted = (
        select(KnowledgeVersion)
        .join(KnowledgeVersion.item)
        .where(
            KnowledgeItem.section == Section.ENTRIES,
            KnowledgeVersion.state == VersionState.PUBLISHED,
        )
    )
    for version in session.scalars(wanted):
        topic, aspect = version.body.get("topic"), version.body.get("aspect", "")
        if (topic, aspect) == (meaning.topic, meaning.aspect):
            return version.item_id
    return None


def draft_of(session: Session, item_id: str, by: str) -> KnowledgeVersion:
    """Take the item's draft, or begin one from what is published; one in review becomes a draft again.

    Raises `UnknownItemError`.
    """
    change_alone(session)
    draft = open_version(session, item_id)
    if draft is None:
        versions = history(session, item_id)
        if not versions:
            raise UnknownItemError(item_id)
        base = published_version(session, item_id) or versions[0]
        draft = begin_version(session, base.item, VersionState.DRAFT, dict(base.body), by)
    draft.state = VersionState.DRAFT
    draft.submitted_by, draft.submitted_at = "", None
    return draft


def save_draft(
    session: Session, item_id: str, body: dict[str, Any], by: str, *, seen: int, note: str = ""
) -> KnowledgeVersion:
    """Write a draft. `seen` is the revision its author had before them, 0 for none.

    Raises `UnknownItemError` or `ChangedMeanwhileError`.
    """
    change_alone(session)
    held = open_version(session, item_id)
    if (held.revision if held else 0) != seen:
        raise ChangedMeanwhileError(held.changed_by if held else "")
    draft = draft_of(session, item_id, by)
    _change(draft, body, by)
    draft.retires = False
    draft.note = note[:200]
    return draft


def new_item(
    session: Session, section: str, item_id: str, body: dict[str, Any], by: str, *, file: str
) -> KnowledgeVersion:
    """Make a draft of a new item. Raises `IdTakenError`."""
    change_alone(session)
    if session.get(KnowledgeItem, item_id) is not None:
        raise IdTakenError(item_id)
    last = session.scalar(
        select(func.max(KnowledgeItem.position)).where(KnowledgeItem.file == file)
    )
    place = 0 if last is None else last + 1
    item = KnowledgeItem(id=item_id, section=section, file=file, position=place)
    session.add(item)
    session.flush()
    return begin_version(session, item, VersionState.DRAFT, body, by)


def add_alias(
    session: Session, item_id: str, text: str, by: str, field: str = "aliases"
) -> KnowledgeVersion:
    """Put one more way to ask into the item's draft; one that is there already changes nothing.

    `field` is aliases (names and key words) or, for entries only, examples (whole sentences).
    Raises `UnknownItemError`.
    """
    draft = draft_of(session, item_id, by)
    known = list(draft.body.get(field, []))
    if text not in known or draft.retires:
        draft.retires = False
        _change(draft, {**draft.body, field: list(dict.fromkeys([*known, text]))}, by)
    return draft


def tests_of(session: Session, item_id: str) -> list[str]:
    """Ids of published content tests whose sayings must mean what this item answers."""
    published = published_version(session, item_id)
    if published is None or published.item.section not in (Section.ILLNESSES, Section.ENTRIES):
        return []
    body = published.body
    illness = published.item.section == Section.ILLNESSES
    meant = (COVERAGE, item_id, "") if illness else (body.get("topic"), "", body.get("aspect", ""))
    wanted = (
        select(KnowledgeVersion)
        .join(KnowledgeVersion.item)
        .where(
            KnowledgeItem.section == Section.TESTS,
            KnowledgeVersion.state == VersionState.PUBLISHED,
        )
    )
    return [v.item_id for v in session.scalars(wanted) if _tested(v.body) == meant]


def _tested(body: dict[str, Any]) -> tuple[str, str, str]:
    illness = body.get("illness", "")
    topic = body.get("topic", COVERAGE if illness else "")
    return topic, illness, body.get("aspect", "")


def add_test(session: Session, text: str, by: str, meaning: Meaning) -> KnowledgeVersion:
    """Put a saying into the content tests: from the next edition on it must mean this."""
    item_id = sayings_item(meaning)
    if session.get(KnowledgeItem, item_id) is None:
        body = {**{k: v for k, v in meaning._asdict().items() if v}, "says": [text]}
        return new_item(session, Section.TESTS, item_id, body, by, file=NEW_FILE)
    return add_alias(session, item_id, text, by, "says")


def sayings_item(meaning: Meaning) -> str:
    """Id of the item that holds the sayings staff gathered for a meaning."""
    return "test:staff:" + ".".join(filter(None, meaning))


def propose_end(session: Session, item_id: str, by: str, note: str = "") -> KnowledgeVersion:
    """Make a draft that takes the item out of the knowledge. Raises `UnknownItemError`."""
    draft = draft_of(session, item_id, by)
    _change(draft, draft.body, by)
    draft.retires = True
    draft.note = note[:200]
    return draft


def take_up(session: Session, item_id: str, number: int, by: str) -> KnowledgeVersion:
    """Make a draft with the body of an earlier version. Raises `UnknownItemError`."""
    earlier = session.scalar(_versions(item_id).where(KnowledgeVersion.number == number))
    if earlier is None:
        raise UnknownItemError(f"{item_id} {number}")
    draft = draft_of(session, item_id, by)
    _change(draft, dict(earlier.body), by)
    draft.retires = False
    draft.note = f"= {number}"
    return draft


def submit(session: Session, item_id: str, by: str) -> KnowledgeVersion:
    """Hand the draft in to be published. Raises `UnknownItemError` without a draft."""
    draft = _need_open(session, item_id)
    draft.state = VersionState.REVIEW
    draft.submitted_by, draft.submitted_at = by, utc_now()
    return draft


def withdraw(session: Session, item_id: str) -> KnowledgeVersion:
    """Turn a version in review back into a draft. Raises `UnknownItemError` without one."""
    draft = _need_open(session, item_id)
    draft.state = VersionState.DRAFT
    draft.submitted_by, draft.submitted_at = "", None
    return draft


def discard(session: Session, item_id: str) -> None:
    """Give the draft up. It stays among the versions and is never published.

    Raises `UnknownItemError` without a draft.
    """
    _need_open(session, item_id).state = VersionState.RETIRED


def _versions(item_id: str) -> Any:
    return select(KnowledgeVersion).where(KnowledgeVersion.item_id == item_id)


def _need_open(session: Session, item_id: str) -> KnowledgeVersion:
    change_alone(session)
    draft = open_version(session, item_id)
    if draft is None:
        raise UnknownItemError(item_id)
    return draft


def _change(draft: KnowledgeVersion, body: dict[str, Any], by: str) -> None:
    draft.body = body
    draft.revision += 1
    draft.changed_by, draft.changed_at = by, utc_now()
