"""Loading and checking of content folders."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from kb.content.library import KnowledgeError, check, load
from kb.contract import Meaning

COVERAGE = """
    defaults: &given
      source: {document: 手册, section: 第一页}
      verified: false
      status: published
    basis: 根据现有资料，
    coverage:
      - {id: coverage.a, listed: A, name: '{illness}赔不赔', pieces: ['{basis}{illness}在里面。'], sms: 在}
      - {id: coverage.none, listed: '', name: '{illness}赔不赔', pieces: [没有。], sms: 没有}
    """
HEAD = """
    defaults:
      source: {document: 手册, section: 第一页}
      verified: false
      status: published
    """


@pytest.fixture
def folder(tmp_path: Path):
    """Writes content files beside a sound coverage.yaml; returns their folder."""

    def write(**files: str) -> Path:
        for name, text in {"coverage": COVERAGE, **files}.items():
            (tmp_path / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
        return tmp_path

    return write


def test_published_content_becomes_a_library(folder) -> None:
    library = load(
        folder(
            a=HEAD
            + """
    illnesses:
      - {id: flu, name: 流感, listed: '', aliases: [流行性感冒]}
      - {id: cancer, name: 恶性肿瘤, listed: A, aliases: [癌症]}
    entries:
      - {id: bye, topic: nav.bye, name: 再见, examples: [再见], patterns: ['谢谢[你]']}
    """
        )
    )
    assert [i.id for i in library.illnesses] == ["flu", "cancer"]
    assert [i.id for i in library.listed_illnesses()] == ["cancer"]
    texts = {(p.text, p.meaning.topic, p.meaning.illness) for p in library.phrases}
    assert ("癌症", "illness.coverage", "cancer") in texts
    assert ("谢谢你", "nav.bye", "") in texts
    assert ("谢谢", "nav.bye", "") in texts


def test_drafts_and_retired_items_are_left_out(folder) -> None:
    library = load(
        folder(
            a=HEAD
            + """
    illnesses:
      - {id: flu, name: 流感, listed: '', status: draft}
      - {id: cancer, name: 恶性肿瘤, listed: A, status: retired}
    entries:
      - {id: bye, topic: nav.bye, name: 再见, examples: [再见], status: draft}
    """
        )
    )
    assert (library.illnesses, library.phrases, library.entries) == ((), (), {})


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("entries: [", 7, "not valid YAML"),
        ("entries: hello", 6, "must be a list"),
        ("entry: []", 6, "unknown section 'entry'"),
        ("entries: [hello]", 6, "must be an item"),
        ("entries:\n  - {id: a, topic: nav.by, name: x}", 7, "topic"),
        ("entries:\n  - {id: a, topic: nav.bye, name: x, color: red}", 7, "unknown field 'color'"),
        ("entries:\n  - id: a\n    id: b\n    topic: nav.bye\n    name: x", 8, "given twice"),
        ("entries:\n  - {topic: nav.bye, name: x}", 7, "'id' is missing"),
        ("entries:\n  - {id: a, topic: nav.bye}", 7, "name is missing"),
        ("entries:\n  - {id: a, topic: nav.bye, name: x, sms: y}", 7, "take out pieces and sms"),
        ("entries:\n  - {id: a, topic: card.bank, name: x}", 7, "must not be empty"),
        (
            "entries:\n  - {id: a, topic: card.bank, name: x, pieces: [' '], sms: y}",
            7,
            "empty text",
        ),
        ("entries:\n  - {id: a, topic: nav.bye, aspect: payout, name: x}", 7, "claim topics need"),
        ("entries:\n  - {id: a, topic: claim.illness_death, name: x}", 7, "claim topics need"),
        ("entries:\n  - {id: a, topic: nav.bye, name: x, patterns: ['(a']}", 7, "never closed"),
        ("entries:\n  - {id: a, topic: nav.bye, name: x, valid_from: soon}", 7, "valid_from"),
        ("entries:\n  - {id: a, topic: nav.bye, name: x, valid_to: 2026-02-30}", 1, "in quotes"),
        (
            "entries:\n  - {id: a, topic: nav.bye, name: x,"
            " valid_from: 2026-02-02, valid_to: 2026-01-01}",
            7,
            "before valid_from",
        ),
        ("entries:\n  - {id: a, topic: nav.bye, name: x, verified: true}", 7, "verified"),
        (
            "entries:\n  - {id: a, topic: card.bank, name: x, pieces: ['有{amount}。'], sms: y}",
            7,
            "in braces",
        ),
        ("illnesses:\n  - {id: x, name: 病, listed: C}", 7, "listed"),
        ("illnesses:\n  - {id: x, name: 病, listed: B}", 7, "no published coverage wording"),
        ("lists: {ask: hello}", 6, "must hold words"),
    ],
)
def test_a_fault_names_file_line_and_what_is_wrong(folder, body: str, line: int, says: str) -> None:
    faults = check(folder(a=dedent(HEAD) + body))
    assert any(f.file == "a.yaml" and f.line == line and says in f.message for f in faults), faults


def test_a_missing_source_is_a_fault(folder) -> None:
    faults = check(folder(a="entries:\n  - {id: a, topic: nav.bye, name: x}"))
    assert [f.message.split("'")[1] for f in faults] == ["source", "status", "verified"]


def test_two_items_may_not_share_an_id_an_alias_or_a_question(folder) -> None:
    faults = check(
        folder(
            a=HEAD
            + """
    illnesses:
      - {id: flu, name: 流感, listed: '', aliases: [感冒]}
      - {id: cold, name: 着凉, listed: '', aliases: [感冒]}
      - {id: cold, name: 伤风, listed: ''}
    entries:
      - {id: bye, topic: nav.bye, name: 再见, examples: [再见]}
      - {id: bye2, topic: nav.bye, name: 再见}
      - {id: back, topic: nav.back, name: 返回, examples: [再见]}
    """
        )
    )
    told = "\n".join(str(fault) for fault in faults)
    assert "'感冒' already belongs to 'flu'" in told
    assert "id 'cold' is already used at a.yaml:9" in told
    assert "already answered by 'bye'" in told
    assert "'再见' already belongs to 'bye'" in told


def test_all_faults_of_all_files_come_at_once(folder) -> None:
    path = folder(a="entries: [", b="entry: []", c="lists: {x: 1}")
    with pytest.raises(KnowledgeError) as caught:
        load(path)
    assert {fault.file for fault in caught.value.faults} == {"a.yaml", "b.yaml", "c.yaml"}


def test_an_empty_folder_and_a_file_that_is_no_text_are_faults(tmp_path: Path) -> None:
    assert "no .yaml file" in check(tmp_path)[0].message
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in check(tmp_path)[0].message


def test_validity_and_verification_reach_the_entry(folder) -> None:
    library = load(
        folder(
            a=HEAD
            + """
    illnesses:
      - {id: cancer, name: 恶性肿瘤, listed: A, valid_from: 2026-01-01, valid_to: '2026-12-31'}
    """
        )
    )
    entry = library.entries[Meaning("illness.coverage", "cancer")]
    assert (entry.valid_from, entry.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert entry.pieces == ("根据现有资料，恶性肿瘤在里面。",)
    assert not entry.verified
