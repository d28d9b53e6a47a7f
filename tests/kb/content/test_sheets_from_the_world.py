"""Knowledge sheets as other programs and people write them: read right, or refused in words."""

import io
import re
import zipfile
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kb.content.fields import FIELDS, SHEETS
from kb.content.item import ContentItem
from kb.content.xlsx_io import MAX_CELL, read_sheets, write_sheets
from kb.content.yaml_io import exported, read_export
from kb.content.yaml_with_lines import KnowledgeError
from tests.support.small_knowledge import item, small

SOURCE = {"source": {"document": "手册", "section": "第一页"}, "verified": False}


def entry(**fields: object) -> ContentItem:
    body = {
        "topic": "card.about",
        "name": "会员卡",
        "pieces": ["会员卡是身份卡。"],
        "sms": "会员卡。",
    }
    return item("card.about", "entries", {**body, **SOURCE, **fields}, 9)


def present(**fields: object) -> list[ContentItem]:
    return [*small(), entry(**fields)]


def changed(raw: bytes, change) -> bytes:
    """The workbook after `change` was done to it by hand."""
    book = load_workbook(io.BytesIO(raw))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rewritten(raw: bytes, old: str, new: str) -> bytes:
    """The workbook with its first sheet's XML rewritten, as other programs write it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(old, new, content.decode(), count=1)
                assert text != content.decode()
                content = text.encode()
            after.writestr(name, content)
    return target.getvalue()


def bodies(items: list[ContentItem]) -> dict[str, dict]:
    return {i.id: i.body for i in items}


def told(raw: bytes) -> str:
    with pytest.raises(KnowledgeError) as error:
        read_sheets(raw, present())
    assert all(fault.chinese for fault in error.value.faults)
    return "\n".join(f"{f.file} {f.line} {f.chinese}" for f in error.value.faults)


PLAIN = write_sheets(present())
KEPT = {i.id: i.body for i in present() if i.section in SHEETS}


@pytest.mark.parametrize("size", ["A1:B2", "A1", "A1:XFD1048576", "C3:D4"])
def test_what_a_workbook_says_about_its_size_is_not_believed(size):
    raw = rewritten(PLAIN, r'<dimension ref="[^"]*"', f'<dimension ref="{size}"')
    assert bodies(read_sheets(raw, present())) == KEPT


def cover(book: Workbook) -> None:
    book.create_sheet("说明", 0).append(["请填后面的表"])


def hidden(book: Workbook) -> None:
    book.create_sheet("数据字典", 0).sheet_state = "hidden"


def title_row(book: Workbook) -> None:
    for title in SHEETS.values():
        book[title].insert_rows(1)
        book[title]["A1"] = "12351 热线知识，2026 年 11 月"


def blank_rows(book: Workbook) -> None:
    for title in SHEETS.values():
        book[title].insert_rows(3, 2)
        book[title]["A3"] = "  "


def wide_heads(book: Workbook) -> None:
    for title in SHEETS.values():
        for cell in book[title][1]:
            cell.value = f" {cell.value}　"


def other_order(book: Workbook) -> None:
    for title in SHEETS.values():
        sheet = book[title]
        for row in sheet.iter_rows():
            values = [cell.value for cell in row]
            for cell, value in zip(row, reversed(values), strict=True):
                cell.value = value


def own_columns(book: Workbook) -> None:
    for title in SHEETS.values():
        sheet = book[title]
        sheet.cell(1, sheet.max_column + 2).value = "我的备注"
        sheet.cell(2, sheet.max_column).value = "问过职保会"


@pytest.mark.parametrize(
    "change", [cover, hidden, title_row, blank_rows, wide_heads, other_order, own_columns]
)
def test_what_people_do_to_a_sheet_does_no_harm(change):
    assert bodies(read_sheets(changed(PLAIN, change), present())) == KEPT


@pytest.mark.parametrize(
    "written",
    ["2026-11-09", "2026/11/9", "2026.11.9", "２０２６年１１月９日", datetime(2026, 11, 9)],
)
def test_a_day_is_read_as_people_and_excel_write_it(written):
    def dated(book: Workbook) -> None:
        sheet = book["答案"]
        labels = [field.label for field in FIELDS["entries"]]
        row = next(r for r in sheet.iter_rows(min_row=2) if r[0].value == "card.about")
        for label, value in (("生效日", written), ("核对人", "陈编辑"), ("核对日期", written)):
            row[labels.index(label)].value = value

    body = bodies(read_sheets(changed(PLAIN, dated), present()))["card.about"]
    assert body["valid_from"] == "2026-11-09"
    assert body["verified"] == {"by": "陈编辑", "when": "2026-11-09"}


def test_a_day_that_is_none_is_told_by_sheet_and_row_and_without_code():
    def wrong(book: Workbook) -> None:
        labels = [field.label for field in FIELDS["entries"]]
        row = next(r for r in book["答案"].iter_rows(min_row=2) if r[0].value == "card.about")
        row[labels.index("核对人")].value = "陈编辑"
        row[labels.index("核对日期")].value = "上个月"

    said = told(changed(PLAIN, wrong))
    assert "『核对日期』要写成 2026-11-24 这样的日期" in said
    assert "答案 " in said
    assert "{" not in said, "no Python in what staff read"


def test_a_column_that_stands_there_twice_is_told():
    def twice(book: Workbook) -> None:
        book["答案"].cell(1, book["答案"].max_column + 1).value = "短信"

    assert "这些栏有两个，请各留一个：短信" in told(changed(PLAIN, twice))


def test_missing_columns_are_told_by_name():
    def without(book: Workbook) -> None:
        book["疾病"].cell(1, 2).value = "叫法"

    assert "疾病 1 缺少这些栏：名称" in told(changed(PLAIN, without))


def test_a_sheet_from_before_there_was_a_limit_keeps_what_is_published():
    body = {
        "topic": "claim.critical_illness",
        "aspect": "deadline",
        "name": "大病期限",
        "limit": "90天",
    }
    texts = {
        "pieces": ["{limit.critical_illness}里申请。"],
        "sms": "{limit.critical_illness}内申请。",
    }
    held = [*small(), item("claim", "entries", {**body, **texts}, 9)]

    def without(book: Workbook) -> None:
        labels = [cell.value for cell in book["答案"][1]]
        book["答案"].delete_cols(labels.index("期限") + 1)

    raw = changed(write_sheets(held), without)
    assert bodies(read_sheets(raw, held))["claim"]["limit"] == "90天"


def test_a_new_row_without_an_id_is_the_same_item_when_it_comes_again():
    def frostbite(book: Workbook) -> None:
        sheet = book["疾病"]
        labels = [cell.value for cell in sheet[1]]
        row = sheet.max_row + 1
        for label, value in (("名称", "冻疮"), ("来源文件", "手册"), ("页码或条款", "第三页")):
            sheet.cell(row, labels.index(label) + 1).value = value

    raw = changed(PLAIN, frostbite)
    (new,) = [one for one in read_sheets(raw, present()) if one.body.get("name") == "冻疮"]
    again = read_sheets(raw, [*present(), new])
    assert [one.id for one in again if one.body.get("name") == "冻疮"] == [new.id]


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04", b"not a workbook", PLAIN[: len(PLAIN) // 2], PLAIN[200:]]
)
def test_what_is_no_workbook_is_refused_with_what_to_do(raw):
    assert "请另存为 .xlsx 再试" in told(raw)


def test_a_sheet_that_is_damaged_inside_is_refused_too():
    raw = rewritten(PLAIN, "<sheetData>", "<sheetData><row><c t='s'><v>zz</v></c>")
    assert "请另存为 .xlsx 再试" in told(raw)


PIECES = ["=1+1", "+1", "-1", "@x", "'=1", "_x0041_", "#REF!", "#N/A", "1", "007", "2026-11-09"]
PIECES += ["TRUE", '"', ",", "；", "＝１", "\u200b", "<b>&amp;", "\x0b".strip() or "a", "病" * 200]
printable = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp", "Zs"])
words = st.one_of(
    st.sampled_from(PIECES), st.text(printable, min_size=1, max_size=30).map(str.strip)
).filter(lambda text: text.strip() == text != "" and "{" not in text and "}" not in text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.lists(words, min_size=1, max_size=5),
    sms=words,
    name=words,
    examples=st.lists(words.map(lambda text: f"问{text}"), max_size=5, unique=True),
)
def test_whatever_staff_write_an_export_is_read_back_letter_for_letter(pieces, sms, name, examples):
    items = present(pieces=pieces, sms=sms, name=name, examples=examples)
    raw = write_sheets(items)
    for sheet in load_workbook(io.BytesIO(raw)).worksheets:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds, "nothing is reckoned with"
    assert bodies(read_sheets(raw, items))["card.about"] == items[-1].body
    back = read_export("k.yaml", exported(items))
    assert bodies(back)["card.about"] == items[-1].body


def test_a_text_that_no_cell_holds_is_told_and_not_cut_off():
    with pytest.raises(KnowledgeError) as error:
        write_sheets(present(sms="长" * (MAX_CELL + 1)))
    assert "Excel 的一格放不下，请导出 YAML" in error.value.faults[0].chinese


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]\n",
        "format: hotline-knowledge-1\nfiles:\n  ? [1, 2]\n  : x\n",
        "[" * 60 + "]" * 60,
        "a: " + "{b: " * 40 + "1" + "}" * 40,
        "\n".join(
            [
                "a0: &a0 [x, x]",
                *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)),
            ]
        ),
        "- \t-",
        "\x00",
        "format: hotline-knowledge-1\nfiles: {a.yaml: 7}",
    ],
)
def test_a_yaml_file_made_to_be_endless_is_refused_in_words(text):
    with pytest.raises(KnowledgeError) as error:
        read_export("k.yaml", text)
    assert all(fault.chinese for fault in error.value.faults)
