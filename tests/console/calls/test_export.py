"""Lists of calls as files: no spreadsheet reckons with what is in them, and it is read back unchanged."""

import csv
import io
import re
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from console.shell import tables
from models.call import Call
from models.member_guards import unescaped, unguarded
from tests.support.hotlines import CALLER
from tests.support.staff import add_person, new_hotline

FORMULAS = ["=1+1", "+86", "-5", "@SUM(A1)", "＝1", "'=1", '=HYPERLINK("http://x","y")', "#REF!"]
printable = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"])
words = (
    st.lists(st.sampled_from([*"=+-@'\"#,;", "_x0041_"]) | printable, min_size=1, max_size=20)
    .map("".join)
    .filter(lambda text: text == text.strip())
)


HEADS = ("编号", "开始", "结束", "时长", "办成", "问", "怎么", "次数")


def line(text: str) -> tuple:
    """A call of which every text is `text`."""
    return (text, "2026-11-24 08:00:00", "", 65, text, text, text, 1)


def csv_rows(lines: list[tuple]) -> list[list[str]]:
    text = "".join(tables.as_csv([HEADS, *lines]))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))[1:]


@settings(deadline=None, max_examples=200)
@given(words)
@example("=1+1")
@example("''=1")
def test_no_cell_of_a_csv_is_a_formula_and_each_is_read_back(text):
    (row,) = csv_rows([line(text)])
    assert not any(re.match("[=+\\-@＝＋－＠]", cell) for cell in row)
    assert [unguarded(cell) for cell in row] == [str(value) for value in line(text)]


@settings(deadline=None, max_examples=50)
@given(st.lists(words, min_size=1, max_size=5))
@example(FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula_and_each_is_read_back(texts):
    path = tables.as_xlsx([HEADS, *map(line, texts)], "calls")
    with ZipFile(path) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(path)["calls"]
    path.unlink()
    rows = list(sheet.iter_rows(min_row=2))
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n"}
    read = [
        [unescaped(v) if isinstance(v := cell.value, str) else v for cell in row] for row in rows
    ]
    assert read == [[value or None for value in line(text)] for text in texts]


@pytest.fixture
def odd_hotline(tmp_path):
    """A call whose id and engine would be formulas."""
    hotline = new_hotline(tmp_path)
    began = datetime(2026, 11, 24, 0, 30, tzinfo=UTC).replace(tzinfo=None)
    call = Call(sid="=1+1", caller=CALLER, called="12351", started_at=began, engine="@SUM(A1)")
    with hotline.services.sessions.begin() as session:
        session.add(call)
    return hotline


def test_the_files_of_the_page_are_guarded_too(odd_hotline):
    reader = add_person(odd_hotline, "operator")
    (row,) = csv.DictReader(io.StringIO(reader.get("/calls/export.csv").data.decode("utf-8-sig")))
    assert (row["编号"], row["语音引擎"]) == ("'=1+1", "'@SUM(A1)")
    assert row["开始"] == "2026-11-24 08:30:00", "as the clock on the wall in Shanghai shows it"
    with reader.get("/calls/export.xlsx") as answer:
        sheet = load_workbook(io.BytesIO(answer.data))["calls"]
    found = {cell.value: cell.data_type for cell in sheet[2] if isinstance(cell.value, str)}
    assert {found["=1+1"], found["@SUM(A1)"]} <= {"s", "inlineStr"}
