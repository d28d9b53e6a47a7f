"""Answers, illnesses and coverage wording as an Excel file: one row an item, lists one line each.

Word lists and content tests are not in it: they are exchanged as YAML (`kb.content.yaml_io`).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from kb.content.items import ContentItem, documents_of
from kb.content.library import build
from kb.content.seed_files import gather
from kb.content.yaml_with_lines import Document, Fault, KnowledgeError

NEW_FILE = "staff.yaml"
"""Where new items stand when everything is exported."""
_COMMON = {
    "document": "来源文件",
    "section": "页码或条款",
    "valid_from": "生效日",
    "valid_to": "失效日",
    "by": "核对人",
    "when": "核对日期",
}
_SHEETS: dict[str, tuple[str, dict[str, str]]] = {
    "entries": (
        "答案",
        {
            "id": "编号",
            "topic": "主题",
            "aspect": "方面",
            "name": "名称",
            "pieces": "答案",
            "sms": "短信",
            "aliases": "别名",
            "examples": "问法",
            "patterns": "句式",
            **_COMMON,
        },
    ),
    "illnesses": (
        "疾病",
        {
            "id": "编号",
            "name": "名称",
            "listed": "保障类别",
            "aliases": "别名",
            "vague": "含糊的叫法",
            **_COMMON,
        },
    ),
    "coverage": (
        "赔不赔",
        {
            "id": "编号",
            "listed": "保障类别",
            "name": "名称",
            "pieces": "答案",
            "sms": "短信",
            **_COMMON,
        },
    ),
}
_LISTS = ("pieces", "aliases", "examples", "patterns", "vague")
_LISTED = {"A": "A", "B": "B", "": "不在范围", "unclear": "未写清"}
_WIDTHS = {"pieces": 60, "sms": 50, "aliases": 30, "examples": 40, "patterns": 40}


def write_sheets(items: Iterable[ContentItem]) -> bytes:
    """An .xlsx file of `items`."""
    held = list(items)
    book = Workbook()
    book.remove(book.active)
    for section, (title, columns) in _SHEETS.items():
        sheet = book.create_sheet(title)
        sheet.append(list(columns.values()))
        for item in held:
            if item.section == section:
                sheet.append([_cell(item, name) for name in columns])
        _dress(sheet, list(columns))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read_sheets(raw: bytes, present: Sequence[ContentItem]) -> list[ContentItem]:
    """The items of an .xlsx file, checked together with what of `present` is not in it.

    Raises `KnowledgeError`: a fault's file is the sheet, its line the row.
    """
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        message = f"not an .xlsx file: {error}"
        raise KnowledgeError([Fault("", 0, message, "不是 Excel（.xlsx）文件")]) from error
    places = {item.id: item for item in present}
    found: list[ContentItem] = []
    documents: list[Document] = []
    for section, (title, columns) in _SHEETS.items():
        if title in book.sheetnames:
            for row, values in _rows(book[title], columns):
                documents.append(Document(title, {section: [_written(values)]}, {(): row}))
                found.append(_item(section, values, places, len(found)))
    if not found:
        titles = "、".join(title for title, _ in _SHEETS.values())
        message, chinese = "no rows to import", f"没有可以导入的行；工作表要叫：{titles}"
        raise KnowledgeError([Fault("", 0, message, chinese)])
    ids = {item.id for item in found}
    documents += documents_of(item for item in present if item.id not in ids)
    build(gather(documents))
    return found


def _rows(sheet: Any, columns: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and texts of every row that is not empty."""
    rows = sheet.iter_rows(values_only=True)
    heads = [_text(value) for value in next(rows, ())]
    missing = [label for name, label in columns.items() if label not in heads]
    if missing:
        names = "、".join(missing)
        fault = Fault(sheet.title, 1, f"columns are missing: {names}", f"缺少这些栏：{names}")
        raise KnowledgeError([fault])
    at = {name: heads.index(label) for name, label in columns.items()}
    for number, row in enumerate(rows, 2):
        values = {name: _text(row[place]) for name, place in at.items() if place < len(row)}
        if any(values.values()):
            yield number, values


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _written(values: dict[str, str]) -> dict[str, Any]:
    """A row as a content file has it."""
    body: dict[str, Any] = {}
    for name, text in values.items():
        if name in _LISTS:
            body[name] = [line.strip() for line in text.splitlines() if line.strip()]
        elif name == "listed":
            body[name] = next((code for code, word in _LISTED.items() if word == text), text)
        elif text and name not in ("document", "section", "by", "when"):
            body[name] = text
    body["source"] = {part: values.get(part, "") for part in ("document", "section")}
    who, when = values.get("by", ""), values.get("when", "")
    body["verified"] = {"by": who, "when": when} if who or when else False
    return {**body, "status": "published"}


def _item(
    section: str, values: dict[str, str], places: dict[str, ContentItem], count: int
) -> ContentItem:
    body = _written(values)
    status = body.pop("status")
    item_id = body.pop("id", "")
    held = places.get(item_id)
    if held is None:
        return ContentItem(item_id, section, NEW_FILE, count, status, body)
    # What the item does not say at all and the sheet leaves empty is the same.
    body = {name: value for name, value in body.items() if value != [] or name in held.body}
    return ContentItem(item_id, section, held.file, held.position, status, body)


def _cell(item: ContentItem, name: str) -> str:
    verified = item.body.get("verified") or {}
    told = {**item.body, **(item.body.get("source") or {}), **verified, "id": item.id}
    value = told.get(name, "")
    if name == "listed":
        return _LISTED.get(value, value)
    return "\n".join(value) if isinstance(value, list) else str(value)


def _dress(sheet: Worksheet, names: list[str]) -> None:
    """Readable at first sight: bold head that stays, wide columns, lines broken."""
    sheet.freeze_panes = "B2"
    for place, name in enumerate(names):
        sheet.column_dimensions[sheet.cell(1, place + 1).column_letter].width = _WIDTHS.get(
            name, 16
        )
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s"  # what begins with = is no formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
