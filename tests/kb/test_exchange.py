"""Export and import of all content as one file."""

from pathlib import Path
from shutil import copytree

import pytest

from kb import exchange
from kb.library import CONTENT, KnowledgeError, load


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return copytree(CONTENT, tmp_path / "content")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_exported_can_be_imported_and_is_the_same(content: Path, tmp_path: Path) -> None:
    before = load(content)
    count = exchange.export(tmp_path / "all.yaml", content)
    assert exchange.import_(tmp_path / "all.yaml", content) == count == len(files(content))
    assert load(content) == before


def test_an_import_into_nothing_makes_the_folder(content: Path, tmp_path: Path) -> None:
    exchange.export(tmp_path / "all.yaml", content)
    exchange.import_(tmp_path / "all.yaml", tmp_path / "new")
    assert load(tmp_path / "new") == load(content)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not valid YAML"),
        ("a: 1", "format"),
        ("[]", "format"),
        ("{format: hotline-knowledge-1, files: {}}", "no content"),
        ("{format: hotline-knowledge-1, files: {../x.yaml: {}}}", "not a file name"),
        ("{format: hotline-knowledge-1, files: {x.yaml: {entries: [{id: a}]}}}", "is missing"),
    ],
)
def test_a_bad_import_changes_nothing(content: Path, tmp_path: Path, text: str, says: str) -> None:
    before = files(content)
    (tmp_path / "all.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=says):
        exchange.import_(tmp_path / "all.yaml", content)
    assert files(content) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.yaml", "content"]


def test_broken_content_is_not_exported(content: Path, tmp_path: Path) -> None:
    (content / "bad.yaml").write_text("entries: 1", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"bad\.yaml"):
        exchange.export(tmp_path / "all.yaml", content)
    assert not (tmp_path / "all.yaml").exists()
