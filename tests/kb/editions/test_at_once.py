"""Two people change the knowledge at the same moment: nothing untried is ever in force."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from kb.editions import drafts
from kb.editions import edition_store as editions
from kb.editions.drafts import ChangedMeanwhileError, UnknownItemError
from kb.editions.edition_store import NothingToPublishError
from kb.editions.plans import plan_of_review
from kb.editions.publishing import RefusedError, Verdict, judge, publish, publish_items
from models.base import connect, sessions
from models.database import Database
from models.knowledge import EditionVersion, KnowledgeVersion, VersionState
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.small_knowledge import small

ITEM = "card.bank"


@pytest.fixture
def engine(tmp_path: Path):
    connected = connect(fresh_url("postgresql", tmp_path), Vault([KEY]))
    publish_items(Database(sessions(connected)), small(), "seed")
    yield connected
    connected.dispose()


def in_review(engine: Engine) -> tuple[int, Verdict]:
    """A change of the item, handed in and tried: its revision, and what was found."""
    with sessions(engine).begin() as session:
        draft = drafts.add_alias(session, ITEM, "取现金", "wang")
        drafts.submit(session, ITEM, "wang")
        return draft.revision, judge(plan_of_review(session))


def release(engine: Engine, verdict: Verdict) -> str:
    """Publish what was tried."""
    try:
        with sessions(engine).begin() as session:
            publish(session, plan_of_review(session), verdict, "wang")
    except (RefusedError, NothingToPublishError) as error:
        return type(error).__name__
    return "published"


Edit = Callable[[Session, int], object]


def saves(session: Session, seen: int) -> object:
    body = {**drafts.open_version(session, ITEM).body, "aliases": ["从未试过"]}
    return drafts.save_draft(session, ITEM, body, "li", seen=seen)


def saves_what_was_read_before(session: Session, seen: int) -> object:
    drafts.open_version(session, ITEM)
    return saves(session, seen)


def adds(session: Session, seen: int) -> object:
    return drafts.add_alias(session, ITEM, "从未试过", "li")


def hands_in_another(session: Session, seen: int) -> object:
    drafts.add_alias(session, "flu", "从未试过", "li")
    return drafts.submit(session, "flu", "li")


def withdraws(session: Session, seen: int) -> object:
    return drafts.withdraw(session, ITEM)


def discards(session: Session, seen: int) -> object:
    return drafts.discard(session, ITEM)


EDITS = [saves, saves_what_was_read_before, adds, hands_in_another, withdraws, discards]


@pytest.mark.parametrize("edit", EDITS)
def test_a_change_begun_before_somebody_publishes(engine, edit):
    """The change is there, not committed; publishing waits, and finds that something has changed."""
    seen, verdict = in_review(engine)
    outcome: list[str] = []
    with sessions(engine).begin() as session:
        edit(session, seen)
        session.flush()
        other = threading.Thread(target=lambda: outcome.append(release(engine, verdict)))
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it published beside the change"
    other.join(20)
    assert outcome == ["RefusedError"]
    assert_nothing_untried(engine)


@pytest.mark.parametrize("edit", EDITS)
def test_a_change_that_comes_while_somebody_publishes(engine, edit):
    seen, verdict = in_review(engine)
    failed: list[str] = []

    def change() -> None:
        try:
            with sessions(engine).begin() as session:
                edit(session, seen)
        except (ChangedMeanwhileError, UnknownItemError) as error:
            failed.append(type(error).__name__)
        except AttributeError:  # there is no draft any more that the test could read
            failed.append("gone")

    with sessions(engine).begin() as session:
        publish(session, plan_of_review(session), verdict, "wang")
        session.flush()
        other = threading.Thread(target=change)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it changed beside the publishing"
    other.join(20)
    assert_nothing_untried(engine)
    with sessions(engine)() as session:
        held = drafts.published_version(session, ITEM)
        assert held is not None
        assert "取现金" in held.body["aliases"]
        if edit in (withdraws, discards, saves, saves_what_was_read_before):
            assert failed


def test_two_who_publish_at_once_make_one_edition(engine):
    _, verdict = in_review(engine)
    outcome: list[str] = []
    threads = [
        threading.Thread(target=lambda: outcome.append(release(engine, verdict))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcome) == ["RefusedError"] * 3 + ["published"]
    with sessions(engine)() as session:
        assert editions.newest_number(session) == 2


def assert_nothing_untried(engine: Engine) -> None:
    with sessions(engine)() as session:
        number = editions.newest_number(session)
        wanted = select(KnowledgeVersion).join(
            EditionVersion, EditionVersion.version_id == KnowledgeVersion.id
        )
        for version in session.scalars(wanted.where(EditionVersion.edition == number)):
            assert version.state == VersionState.PUBLISHED, version.item_id
            assert "从未试过" not in str(version.body)
