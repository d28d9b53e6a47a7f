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

from kb.content.fields import (
    FIELDS,
    LISTED_WORDS,
    SHEETS,
    SOURCE,
    VERIFIED,
    YES_NO_WORDS,
    Field,
)
from kb.content.item import NEW_FILE, ContentItem
from kb.content.library import library_of
from kb.content.yaml_with_lines import Document, Fault, KnowledgeError, Written

_NESTED = {field.name for field in (*SOURCE, *VERIFIED)}


def write_sheets(items: Iterable[ContentItem]) -> bytes:
    """An .xlsx file of `items`."""
    held = list(items)
    book = Workbook()
    book.remove(book.active)
    for section, title in SHEETS.items():
        fields = FIELDS[section]
        sheet = book.create_sheet(title)
        sheet.append([field.label for field in fields])
        for item in held:
            if item.section == section:
                sheet.append([_cell(item, field) for field in fields])
        _dress(sheet, fields)
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
    for section, title in SHEETS.items():
        if title in book.sheetnames:
            for row, values in _rows(book[title], FIELDS[section]):
                written = Written(Document(title, None, {(): row}))
                found.append(_item(section, values, places, len(found), written))
    if not found:
        titles = "、".join(SHEETS.values())
        message, chinese = "no rows to import", f"没有可以导入的行；工作表要叫：{titles}"
        raise KnowledgeError([Fault("", 0, message, chinese)])
    ids = {item.id for item in found}
    library_of([*found, *(item for item in present if item.id not in ids)])
    return found


def _rows(sheet: Any, fields: Sequence[Field]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and texts of every row that is not empty."""
    rows = sheet.iter_rows(values_only=True)
    heads = [_text(value) for value in next(rows, ())]
    missing = [field.label for field in fields if field.label not in heads]
    if missing:
        names = "、".join(missing)
        fault = Fault(sheet.title, 1, f"columns are missing: {names}", f"缺少这些栏：{names}")
        raise KnowledgeError([fault])
    at = {field.name: heads.index(field.label) for field in fields}
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


def _item(
    section: str,
    values: dict[str, str],
    places: dict[str, ContentItem],
    count: int,
    written: Written,
) -> ContentItem:
    body = _body(section, values)
    item_id = body.pop("id", "")
    held = places.get(item_id)
    if held is None:
        return ContentItem(item_id, section, NEW_FILE, count, "published", body, written)
    # What the item does not say at all and the sheet leaves empty is the same.
    body = {name: value for name, value in body.items() if value != [] or name in held.body}
    return ContentItem(item_id, section, held.file, held.position, "published", body, written)


def _body(section: str, values: dict[str, str]) -> dict[str, Any]:
    """A row as a content file has it."""
    body: dict[str, Any] = {}
    for field in FIELDS[section]:
        text = values.get(field.name, "")
        if field.kind == "lines":
            body[field.name] = [line.strip() for line in text.splitlines() if line.strip()]
        elif field.kind == "listed":
            body[field.name] = next((c for c, word in LISTED_WORDS.items() if word == text), text)
        elif field.kind == "yesno" and text == YES_NO_WORDS[True]:
            body[field.name] = True
        elif text and field.name not in _NESTED:
            body[field.name] = text
    body["source"] = {field.name: values.get(field.name, "") for field in SOURCE}
    checked = {field.name: values.get(field.name, "") for field in VERIFIED}
    body["verified"] = checked if any(checked.values()) else False
    return body


def _cell(item: ContentItem, field: Field) -> str:
    verified = item.body.get("verified") or {}
    told = {**item.body, **(item.body.get("source") or {}), **verified, "id": item.id}
    value = told.get(field.name, "")
    if field.kind == "listed":
        return LISTED_WORDS.get(value, value)
    if field.kind == "yesno":
        return YES_NO_WORDS[bool(value)]
    return "\n".join(value) if isinstance(value, list) else str(value)


def _dress(sheet: Worksheet, fields: Sequence[Field]) -> None:
    """Readable at first sight: bold head that stays, wide columns, lines broken."""
    sheet.freeze_panes = "B2"
    for place, field in enumerate(fields, 1):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = field.width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s"  # what begins with = is no formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
