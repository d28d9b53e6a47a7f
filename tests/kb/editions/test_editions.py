"""Drafts, reviews, editions: what staff write reaches an edition, and nothing else does."""

from contextlib import contextmanager

import pytest
from sqlalchemy.exc import IntegrityError

from kb.content.item import ContentItem
from kb.contract import Meaning
from kb.editions import drafts
from kb.editions import edition_store as editions
from models.base import WRITING, connect, sessions
from models.knowledge import KnowledgeEdition
from models.vault import Vault
from tests.support.databases import KEY, fresh_url

ANSWER = {"topic": "card.bank", "pieces": ["取钱不要钱。"], "aliases": ["取钱"]}
FLU_COVERED = Meaning("illness.coverage", "flu")
FLU = {"name": "流感", "listed": "", "aliases": []}


def seed(*states: str, flu: dict | None = None) -> list[ContentItem]:
    """Two items of one file, published unless other states are given."""
    first, second = states or ("published", "published")
    return [
        ContentItem("card.bank", "entries", "card.yaml", 0, first, ANSWER),
        ContentItem("flu", "illnesses", "ill.yaml", 0, second, flu or FLU),
    ]


def seeded(engine):
    """Opens transactions on a database whose first edition came from files."""

    @contextmanager
    def transaction():
        with sessions(engine).begin() as session:
            session.connection(execution_options=WRITING)
            yield session

    with transaction() as session:
        editions.replace_all(session, seed(), "files", "digest-1")
    return transaction


@pytest.fixture
def begin(tmp_path):
    engine = connect(fresh_url("sqlite", tmp_path), Vault([KEY]))
    yield seeded(engine)
    engine.dispose()


def spoken(session, edition: int | None = None) -> dict[str, dict]:
    number = edition or editions.newest_number(session)
    return {version.item_id: version.body for version in editions.versions_of(session, number)}


def test_the_files_become_the_first_edition(begin):
    with begin() as session:
        assert spoken(session) == {"card.bank": ANSWER, "flu": FLU}
        edition = editions.newest(session)
        assert (edition.number, edition.by, edition.digest) == (1, "files", "digest-1")


def test_a_draft_is_not_spoken_before_it_is_submitted_and_published(engine):
    begin = seeded(engine)
    with begin() as session:
        drafts.save_draft(session, "card.bank", {**ANSWER, "pieces": ["免费。"]}, "li", seen=0)
    with begin() as session, pytest.raises(editions.NothingToPublishError):
        editions.publish(session, "wang")
    with begin() as session:
        assert spoken(session)["card.bank"]["pieces"] == ["取钱不要钱。"]
        drafts.submit(session, "card.bank", "li")
        editions.publish(session, "wang", "改措辞")
    with begin() as session:
        assert spoken(session)["card.bank"]["pieces"] == ["免费。"]
        assert spoken(session, 1)["card.bank"]["pieces"] == ["取钱不要钱。"]
        newer, older = drafts.history(session, "card.bank")
        assert (newer.state, newer.changed_by, newer.submitted_by) == ("published", "li", "li")
        assert (newer.published_by, older.state) == ("wang", "retired")


def test_nobody_overwrites_what_they_have_not_seen(begin):
    with begin() as session:
        seen = drafts.save_draft(session, "flu", {**FLU, "name": "甲"}, "li", seen=0).revision
        drafts.add_alias(session, "flu", "感冒", "wang")
    with begin() as session, pytest.raises(drafts.ChangedMeanwhileError, match="wang"):
        drafts.save_draft(session, "flu", {**FLU, "name": "乙"}, "li", seen=seen)
    with begin() as session:
        assert drafts.open_version(session, "flu").body == {
            **FLU,
            "name": "甲",
            "aliases": ["感冒"],
        }


def test_an_alias_is_added_once_and_changes_what_is_in_review_back_to_a_draft(begin):
    with begin() as session:
        drafts.add_alias(session, "flu", "流行性感冒", "li")
        drafts.submit(session, "flu", "li")
        again = drafts.add_alias(session, "flu", "流行性感冒", "li")
        assert (again.body["aliases"], again.state) == (["流行性感冒"], "draft")
        with pytest.raises(drafts.UnknownItemError):
            drafts.add_alias(session, "cold", "着凉", "li")


def test_a_meaning_leads_to_the_item_that_answers_it(begin):
    with begin() as session:
        assert drafts.find_item(session, Meaning("card.bank")) == "card.bank"
        assert drafts.find_item(session, Meaning("illness.coverage", "flu")) == "flu"
        assert drafts.find_item(session, Meaning("illness.coverage", "cold")) is None
        assert drafts.find_item(session, Meaning("card.number")) is None


def test_a_new_item_comes_last_in_its_file_and_an_id_is_given_once(begin):
    with begin() as session:
        drafts.new_item(session, "illnesses", "cold", {"name": "着凉"}, "li", file="ill.yaml")
        drafts.submit(session, "cold", "li")
        editions.publish(session, "li")
        assert list(spoken(session)) == ["card.bank", "flu", "cold"]
        with pytest.raises(drafts.IdTakenError):
            drafts.new_item(session, "illnesses", "cold", {}, "li", file="ill.yaml")


def test_sayings_gather_under_their_meaning(begin):
    with begin() as session:
        drafts.add_test(session, "流感给钱吗", "li", FLU_COVERED)
        test = drafts.add_test(session, "流感赔吧", "li", FLU_COVERED)
        assert test.item_id == "test:staff:illness.coverage.flu"
        assert test.body["says"] == ["流感给钱吗", "流感赔吧"]


def test_an_item_is_retired_by_an_edition_and_taken_up_by_another(begin):
    with begin() as session:
        drafts.propose_end(session, "flu", "li", "不再列")
        drafts.submit(session, "flu", "li")
        editions.publish(session, "wang")
        assert list(spoken(session)) == ["card.bank"]
    with begin() as session:
        edition = editions.restore(session, 1, "wang")
        assert (edition.number, edition.restores, edition.digest) == (3, 1, "")
        assert list(spoken(session)) == ["card.bank", "flu"]
        assert drafts.published_version(session, "flu").number == 1
        with pytest.raises(editions.NothingToPublishError):
            editions.restore(session, 3, "wang")
        with pytest.raises(LookupError):
            editions.restore(session, 9, "wang")


def test_an_earlier_version_comes_back_as_a_draft(begin):
    with begin() as session:
        drafts.save_draft(session, "flu", {**FLU, "name": "新名"}, "li", seen=0)
        drafts.submit(session, "flu", "li")
        editions.publish(session, "li")
        draft = drafts.take_up(session, "flu", 1, "wang")
        assert (draft.body, draft.number, draft.state) == (FLU, 3, "draft")


def test_a_discarded_draft_stays_in_the_history_and_is_never_published(begin):
    with begin() as session:
        drafts.add_alias(session, "flu", "感冒", "li")
        drafts.discard(session, "flu")
        assert drafts.open_version(session, "flu") is None
        assert [v.state for v in drafts.history(session, "flu")] == ["retired", "published"]
        assert drafts.draft_of(session, "flu", "li").body == FLU


def test_two_who_publish_at_once_do_not_both(begin):
    with begin() as session:
        session.add(KnowledgeEdition(number=2, by="li", note="", digest=""))
    with pytest.raises(IntegrityError), begin() as session:
        session.add(KnowledgeEdition(number=2, by="wang", note="", digest=""))


def test_changed_files_make_an_edition_in_which_the_rest_stays(begin):
    with begin() as session:
        changed = seed(flu={**FLU, "name": "流行性感冒"})
        edition = editions.replace_all(session, changed, "files", "digest-2")
        assert (edition.number, spoken(session)["flu"]["name"]) == (2, "流行性感冒")
        assert len(drafts.history(session, "card.bank")) == 1
        assert len(drafts.history(session, "flu")) == 2


def test_drafts_and_retired_items_of_the_files_are_kept_and_not_spoken(begin):
    with begin() as session:
        for _ in range(2):
            editions.replace_all(session, seed("retired", "draft"), "files", "digest-3")
        assert spoken(session) == {}
        assert drafts.open_version(session, "flu").body == FLU
        assert [v.state for v in drafts.history(session, "card.bank")] == ["retired"]
