"""Answers, illnesses and coverage wording as an Excel file: one row an item, lists one line each.

Word lists and content tests are not in it: they are exchanged as YAML (`kb.content.yaml_io`).
"""

import io
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from kb.content.fields import (
    FIELDS,
    LIMIT,
    LISTED_WORDS,
    SHEETS,
    SOURCE,
    VERIFIED,
    WHEN,
    YES_NO_WORDS,
    Field,
)
from kb.content.ids import id_of
from kb.content.item import NEW_FILE, ContentItem
from kb.content.library import library_of
from kb.content.yaml_with_lines import Document, Fault, KnowledgeError, Written

HEAD_ROWS = 20
"""A title or a remark may stand above the heads."""
MAX_CELL = 32_767
"""Characters a cell holds; what is longer would be cut off without a word."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_LATER = {LIMIT.label}
"""Columns that earlier exports do not have."""
_LISTED = {
    **{word: code for code, word in LISTED_WORDS.items()},
    "A类": "A",
    "A类和B类都保": "A",
    "B类": "B",
    "只有B类保": "B",
    "不在公布的范围里": "",
    "现有资料没有写清": "unclear",
}
"""What a sheet may call the kinds of cover: as it is exported, and as the console's pages say."""
_NESTED = {field.name for field in (*SOURCE, *VERIFIED)}


def write_sheets(items: Iterable[ContentItem]) -> bytes:
    """An .xlsx file of `items`. Raises `KnowledgeError` where a text is too long for a cell."""
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
    places = {item.id: item for item in present}
    found: list[ContentItem] = []
    for section, row, values in _all_rows(raw):
        written = Written(Document(SHEETS[section], None, {(): row}))
        found.append(_item(section, values, places, len(found), written))
    if not found:
        titles = "、".join(SHEETS.values())
        message, chinese = "no rows to import", f"没有可以导入的行；工作表要叫：{titles}"
        raise KnowledgeError([Fault("", 0, message, chinese)])
    ids = {item.id for item in found}
    library_of([*found, *(item for item in present if item.id not in ids)])
    return found


def _all_rows(raw: bytes) -> list[tuple[str, int, dict[str, str]]]:
    """(section, row, texts) of all sheets that are ours. Whatever goes wrong is a `KnowledgeError`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions we do not read
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            named = {_plain(sheet.title): sheet for sheet in book.worksheets}
            return [
                (section, row, values)
                for section, title in SHEETS.items()
                if title in named
                for row, values in _rows(named[title], FIELDS[section])
            ]
    except KnowledgeError:
        raise
    except Exception as error:  # openpyxl raises whatever the zip or XML parser does
        message = f"not an .xlsx file: {error}"
        chinese = "打不开这个 Excel（.xlsx）文件，可能已损坏或有密码；请另存为 .xlsx 再试"
        raise KnowledgeError([Fault("", 0, message, chinese)]) from error


def _rows(sheet: Any, fields: Sequence[Field]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and texts of every row that is not empty."""
    sheet.reset_dimensions()  # what a file says about its size is often wrong
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    at = _head(sheet.title, islice(rows, HEAD_ROWS), fields)
    for number, row in rows:
        values = {name: _text(row[place]) for name, place in at.items() if place < len(row)}
        if any(values.values()):
            yield number, values


def _head(
    title: str, rows: Iterator[tuple[int, Sequence[Any]]], fields: Sequence[Field]
) -> dict[str, int]:
    """Where the columns stand. The line of heads may have a title above it."""
    missing, line = [field.label for field in fields], 1
    for number, row in rows:
        heads = [_plain(_text(value)) for value in row]
        lacking = [field.label for field in fields if field.label not in heads]
        twice = [field.label for field in fields if heads.count(field.label) > 1]
        if twice:
            names = "、".join(twice)
            raise _fault(
                title, number, f"columns twice: {names}", f"这些栏有两个，请各留一个：{names}"
            )
        if set(lacking) <= _LATER:
            return {f.name: heads.index(f.label) for f in fields if f.label in heads}
        if len(lacking) < len(missing):
            missing, line = lacking, number
    names = "、".join(missing)
    raise _fault(title, line, f"columns are missing: {names}", f"缺少这些栏：{names}")


def _fault(title: str, line: int, message: str, chinese: str) -> KnowledgeError:
    return KnowledgeError([Fault(title, line, message, chinese)])


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _day(text: str) -> str:
    """A day as content files write it; text that is not a day stays as it is, and is reported."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def _item(
    section: str,
    values: dict[str, str],
    places: dict[str, ContentItem],
    count: int,
    written: Written,
) -> ContentItem:
    body = _body(section, values)
    given = body.pop("id", "")
    item_id = given or _new_id(section, body.get("name", ""), places)
    held = places.get(item_id)
    if held and not given:  # it came before: what this row leaves empty stays as it is
        body = {**held.body, **{name: value for name, value in body.items() if _says(value)}}
    if held is None:
        return ContentItem(item_id, section, NEW_FILE, count, "published", body, written)
    for field in FIELDS[section]:  # a sheet from before there was this column
        if field.label in _LATER and field.name not in values and field.name in held.body:
            body[field.name] = held.body[field.name]
    # What the item does not say at all and the sheet leaves empty is the same.
    body = {name: value for name, value in body.items() if value != [] or name in held.body}
    return ContentItem(item_id, section, held.file, held.position, "published", body, written)


def _says(value: Any) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


def _new_id(section: str, name: str, places: Mapping[str, ContentItem]) -> str:
    """The id of a row without one: that of the item of this name, or a new one; '', which is told, where
    another item sounds like it."""
    made = id_of(name)
    there = places.get(made)
    same = there is None or (there.section == section and there.body.get("name") == name)
    return made if same else ""


def _body(section: str, values: dict[str, str]) -> dict[str, Any]:
    """A row as a content file has it."""
    body: dict[str, Any] = {}
    for field in FIELDS[section]:
        text = values.get(field.name, "")
        if field.kind == "date":
            text = _day(text)
        if field.kind == "lines":
            body[field.name] = [line.strip() for line in text.splitlines() if line.strip()]
        elif field.kind == "listed":
            body[field.name] = _LISTED.get(_plain(text), text)
        elif field.kind == "yesno" and text == YES_NO_WORDS[True]:
            body[field.name] = True
        elif text and field.name not in _NESTED:
            body[field.name] = text
    body["source"] = {field.name: values.get(field.name, "") for field in SOURCE}
    checked = {field.name: values.get(field.name, "") for field in VERIFIED}
    checked[WHEN.name] = _day(checked[WHEN.name])
    body["verified"] = checked if any(checked.values()) else False
    return body


def _cell(item: ContentItem, field: Field) -> str:
    verified = item.body.get("verified") or {}
    values = {**item.body, **(item.body.get("source") or {}), **verified, "id": item.id}
    value = values.get(field.name, "")
    if field.kind == "listed":
        return LISTED_WORDS.get(value, value)
    if field.kind == "yesno":
        return YES_NO_WORDS[bool(value)]
    text = _UNPRINTABLE.sub(" ", "\n".join(value) if isinstance(value, list) else str(value))
    if len(text) > MAX_CELL:
        message = f"{field.name} is longer than a cell can be; export as YAML"
        chinese = f"『{field.label}』太长，Excel 的一格放不下，请导出 YAML"
        raise KnowledgeError([item.fault(message, field.name, chinese=chinese)])
    return text


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
