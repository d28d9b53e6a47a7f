"""Nothing that falsely says "covered" is published, whoever publishes it and from where."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine

import kb
from kb.content.item import ContentItem
from kb.content.library import library_of
from kb.content.yaml_with_lines import Fault
from kb.editions import drafts, publishing, shipped
from kb.editions import edition_store as editions
from kb.editions.live import LiveKnowledge
from kb.editions.plans import plan_of_review
from kb.editions.publishing import RefusedError, Verdict, judge, publish, publish_items
from kb.editions.seed_sync import sync_seed_files
from kb.evaluation.content_tests import Failure
from kb.evaluation.dry_run_report import Change, DryRunReport, Outcome, read_report
from models.base import connect, sessions
from models.database import Database
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.small_knowledge import item, small

ROOT = Path(kb.__file__).parents[1]
FALSE_COVERED = "1 sentences would falsely be answered as covered"


@pytest.fixture
def engine(tmp_path: Path):
    connected = connect(fresh_url("sqlite", tmp_path), Vault([KEY]))
    yield connected
    connected.dispose()


@pytest.fixture
def database(engine: Engine) -> Database:
    return Database(sessions(engine))


def misleading() -> list[ContentItem]:
    """A content test wants 流感, and 流感 has become a name of the covered illness."""
    kept = [i for i in small() if i.id not in ("flu", "ami")]
    covered = {"name": "心肌梗死", "listed": "A", "aliases": ["心梗", "流感"]}
    return [*kept, item("ami", "illnesses", covered, 1)]


def newest(database: Database) -> int:
    with database.reading() as session:
        return editions.newest_number(session)


def test_an_import_that_would_falsely_cover_is_refused_and_names_the_sentence(database):
    publish_items(database, small(), "li")
    with pytest.raises(RefusedError, match=FALSE_COVERED) as caught:
        publish_items(database, misleading(), "li")
    assert "'流感赔不赔呀': wanted illness.coverage flu" in str(caught.value)
    assert "Give these words to the entry they belong to" in str(caught.value)
    assert newest(database) == 1


def test_an_import_with_a_test_that_only_fails_is_published_and_told(database):
    number, verdict = publish_items(database, small("取钱要收两块。"), "li")
    assert number == newest(database) == 1
    assert [failure.text for failure in verdict.failures] == ["取钱收费不"]
    assert not verdict.falsely_covered


def test_an_earlier_edition_that_would_falsely_cover_is_not_taken_up_again(database):
    with database.session() as session:  # by a program that did not know the rule
        editions.replace_all(session, misleading(), "old", digest="")
    publish_items(database, small(), "li")
    with pytest.raises(RefusedError, match=FALSE_COVERED):
        publishing.restore(database, 1, "li")
    assert newest(database) == 2


def test_an_earlier_edition_is_taken_up_again_under_a_new_number(database):
    publish_items(database, small("旧答案不要钱。"), "li")
    publish_items(database, small(), "li")
    number, verdict = publishing.restore(database, 1, "li")
    assert (number, verdict.failures) == (3, [])
    with pytest.raises(editions.NothingToPublishError):
        publishing.restore(database, 3, "li")
    with pytest.raises(LookupError):
        publishing.restore(database, 9, "li")


def test_nobody_can_insist_on_a_false_covered(database):
    publish_items(database, small(), "li")
    with database.session() as session:
        drafts.propose_end(session, "flu", "li")
        drafts.submit(session, "flu", "li")
        drafts.add_alias(session, "ami", "流感", "li")
        drafts.submit(session, "ami", "li")
        plan = plan_of_review(session)
        with pytest.raises(RefusedError, match=FALSE_COVERED):
            publish(session, plan, judge(plan), "li", insist=True)
    assert newest(database) == 1


def test_a_verdict_counts_only_for_what_was_tried(database):
    publish_items(database, small(), "li")
    with database.session() as session:
        drafts.add_alias(session, "card.bank", "取现金", "li")
        drafts.submit(session, "card.bank", "li")
        verdict = judge(plan_of_review(session))
        drafts.add_alias(session, "card.bank", "拿钞票", "li")
        drafts.submit(session, "card.bank", "li")
        with pytest.raises(RefusedError, match="has changed since"):
            publish(session, plan_of_review(session), verdict, "li")
        plan = plan_of_review(session)
        assert publish(session, plan, judge(plan), "li").number == 2


FOUND = {"faults": [], "tests": 1, "failures": [], "questions": 0, "changes": []}
"""A report as it is kept."""
FAILURE = {
    "file": "content",
    "line": 0,
    "text": "取钱收费不",
    "message": "refused",
    "chinese": "没听懂",
    "falsely_covered": False,
}
FAULT = {"file": "flu", "line": 1, "message": "x", "chinese": ""}


@pytest.mark.parametrize(
    ("report", "insist", "allowed"),
    [
        (FOUND, False, True),
        ({**FOUND, "failures": [FAILURE]}, False, False),
        ({**FOUND, "failures": [FAILURE]}, True, True),
        ({**FOUND, "failures": [{**FAILURE, "falsely_covered": True}]}, True, False),
        ({**FOUND, "faults": [FAULT]}, True, False),
        ({"faults": [FAULT]}, True, False),
        ({"broken": True}, True, False),
    ],
)
def test_what_a_verdict_allows(report, insist, allowed):
    assert Verdict("x", read_report(report)).allows(insist) == allowed


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        {},
        {"faults": []},
        {"failures": []},
        {"faults": [], "failures": []},
        {name: value for name, value in FOUND.items() if name != "failures"},
        {name: value for name, value in FOUND.items() if name != "faults"},
        {**FOUND, "failures": None},
        {**FOUND, "failures": [{"text": "取钱收费不"}]},
        {**FOUND, "failures": [{**FAILURE, "falsely_covered": "no"}]},
        {**FOUND, "changes": [{"id": 1}]},
        {**FOUND, "faults": "none"},
    ],
)
def test_a_report_that_is_empty_unfinished_or_damaged_allows_nothing(damaged):
    verdict = Verdict("x", read_report(damaged))
    assert verdict.broken
    assert not verdict.allows(False)
    assert not verdict.allows(True)


def test_whoever_publishes_without_a_readable_report_is_refused(database):
    publish_items(database, small(), "li")
    with database.session() as session:
        drafts.add_alias(session, "card.bank", "取现金", "li")
        drafts.submit(session, "card.bank", "li")
        plan = plan_of_review(session)
        with pytest.raises(RefusedError, match="the dry run broke off"):
            publish(session, plan, Verdict(plan.subject, None), "li", insist=True)
    assert newest(database) == 1


def test_a_report_that_was_kept_is_the_report_again():
    before, after = Outcome("reject", "", False, ""), Outcome("answer", "取钱", False, "要钱。")
    report = DryRunReport((), 3, (Failure(**FAILURE),), 1, (Change(7, before, after),))
    assert read_report(json.loads(json.dumps(report.as_json()))) == report
    assert read_report({"faults": [FAULT]}).faults == (Fault(**FAULT),)


@pytest.fixture
def files(tmp_path: Path) -> Callable[[list[ContentItem]], tuple[Path, Path]]:
    """Writes items as content files and files of tests; returns their folders."""

    def write(items: list[ContentItem]) -> tuple[Path, Path]:
        content, tests = tmp_path / "content", tmp_path / "tests"
        whole: dict = {"basis": "根据现有资料，"}
        for one in items:
            if one.section not in ("words", "tests"):
                whole.setdefault(one.section, []).extend(one.as_written()[one.section])
        cases = [one.body for one in items if one.section == "tests"]
        for folder, data in ((content, whole), (tests, cases)):
            folder.mkdir(exist_ok=True)
            text = yaml.safe_dump(data, allow_unicode=True)
            (folder / "small.yaml").write_text(text, encoding="utf-8")
        return content, tests

    return write


def test_changed_files_that_would_falsely_cover_make_no_edition(database, files):
    sync_seed_files(database, *files(small()))
    with pytest.raises(RefusedError, match=FALSE_COVERED) as caught:
        sync_seed_files(database, *files(misleading()))
    assert "small.yaml:" in str(caught.value)
    assert newest(database) == 1
    sync_seed_files(database, *files(small("不要钱，一分也不要。")))
    assert newest(database) == 2


def live(engine: Engine, folder: Path) -> LiveKnowledge:
    return LiveKnowledge(
        sessions(engine),
        folder / "knowledge.json",
        lambda: library_of(small()),
        False,
        lambda b, n: None,
    )


def use(monkeypatch, folders: tuple[Path, Path]) -> None:
    """Let these be the content files of the installation."""
    monkeypatch.setattr(
        "kb.editions.live.sync_seed_files", lambda database: sync_seed_files(database, *folders)
    )
    monkeypatch.setattr(shipped, "CONTENT", folders[0])
    monkeypatch.setattr(shipped, "CONTENT_TESTS", folders[1])


def test_a_server_goes_on_with_its_edition_and_says_that_the_files_are_refused(
    engine, database, files, tmp_path, monkeypatch
):
    sync_seed_files(database, *files(small()))
    use(monkeypatch, files(misleading()))
    held = live(engine, tmp_path)
    assert held.current.edition == 1
    assert FALSE_COVERED in held.fault


def test_a_server_that_has_nothing_but_refused_files_does_not_start(
    engine, files, tmp_path, monkeypatch
):
    use(monkeypatch, files(misleading()))
    with pytest.raises(RefusedError, match=FALSE_COVERED):
        live(engine, tmp_path)


def test_the_shipped_content_is_on_record_as_tried():
    """Run `python -m kb.editions.shipped` after every change of `kb/seed`."""
    assert shipped.has_passed(shipped.read_shipped())


def test_content_that_says_anything_else_is_not_on_record():
    first, *others = shipped.read_shipped()
    assert not shipped.has_passed(others)
    assert not shipped.has_passed([*others, first, item("new", "illnesses", {"name": "新"})])


def test_only_publishing_makes_editions():
    """Whoever made one past the rule could say "covered" falsely."""
    store = {"publish", "restore", "replace_all"}
    wrong = []
    for folder in ("ivr", "console", "kb", "demo", "bench"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name in ("publishing.py", "edition_store.py"):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                imported = isinstance(node, ast.ImportFrom) and node.module or ""
                if imported.endswith("edition_store"):
                    wrong += [(path.name, a.name) for a in node.names if a.name in store]
                if isinstance(node, ast.Attribute) and node.attr in store:
                    of = node.value.id if isinstance(node.value, ast.Name) else ""
                    if of in ("editions", "edition_store"):
                        wrong.append((path.name, node.attr))
    assert wrong == []
