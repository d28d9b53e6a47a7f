"""Export and import of all content as one file."""

from pathlib import Path

import pytest

from kb.content import yaml_io
from kb.content.item import ContentItem
from kb.content.library import KnowledgeError, library_of, load, read_items
from kb.content.seed_files import CONTENT, CONTENT_TESTS


@pytest.fixture(scope="module")
def items() -> list[ContentItem]:
    return read_items(CONTENT, CONTENT_TESTS)


def test_items_make_the_same_library_as_the_files(items: list[ContentItem]) -> None:
    assert library_of(items) == load()


def test_what_is_exported_can_be_imported_and_is_the_same(
    items: list[ContentItem], tmp_path: Path
) -> None:
    yaml_io.export(tmp_path / "all.yaml", items)
    text = (tmp_path / "all.yaml").read_text(encoding="utf-8")
    assert yaml_io.read_export("all.yaml", text) == items
    assert [path.name for path in tmp_path.iterdir()] == ["all.yaml"]


@pytest.mark.parametrize(
    ("text", "says", "chinese"),
    [
        ("{", "not valid YAML", "不是正确的 YAML"),
        ("a: 1", "format", "不是本热线导出的文件"),
        ("[]", "format", "不是本热线导出的文件"),
        ("{format: hotline-knowledge-1, files: {}}", "no content", "没有内容"),
        ("{format: hotline-knowledge-1, files: {../x.yaml: {}}}", "not a file name", "文件名"),
        (
            "{format: hotline-knowledge-1, files: {x.yaml: {entries: [{id: a}]}}}",
            "is missing",
            "缺少",
        ),
    ],
)
def test_a_bad_file_is_refused_in_both_languages(text: str, says: str, chinese: str) -> None:
    with pytest.raises(KnowledgeError, match=says) as caught:
        yaml_io.read_export("all.yaml", text)
    assert chinese in "".join(fault.chinese for fault in caught.value.faults)


def test_a_fault_is_told_with_its_line_in_the_exported_file(items: list[ContentItem]) -> None:
    text = yaml_io.exported(items)
    line = next(n for n, row in enumerate(text.split("\n"), 1) if "listed: A" in row)
    broken = text.replace("listed: A", "listed: C", 1)
    with pytest.raises(KnowledgeError) as caught:
        yaml_io.read_export("all.yaml", broken)
    fault = caught.value.faults[0]
    assert (fault.line, fault.chinese) == (line, "『保障类别』不能是『C』")
