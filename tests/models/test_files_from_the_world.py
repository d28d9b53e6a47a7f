"""Members' files as other programs and people write them: read right, or refused in words."""

import csv
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from ivr.cli.member_faults import told
from models.base import connect, sessions
from models.member_columns import ALL, COLUMNS, NEEDED, column_of
from models.member_export import export_rows
from models.member_faults import MemberFileError, RowError, RowFault
from models.member_file import count_rows, read_rows, write_rows
from models.member_merge import Changes
from models.vault import Vault
from tests.models.test_member_import import refused
from tests.support.databases import KEY, fresh_url
from tests.support.members import another, members, row, take, write_csv, write_xlsx


@pytest.fixture
def engine(tmp_path):
    """SQLite is enough: how files are read is no matter of the database."""
    connected = connect(fresh_url("sqlite", tmp_path), Vault([KEY]))
    yield connected
    connected.dispose()


def not_read(engine, path: Path) -> str:
    """Import, expect that the file cannot be read, and return why."""
    with pytest.raises(MemberFileError) as error:
        take(engine, path)
    return told(error.value)


def text(path: Path, *lines: str) -> Path:
    path.write_bytes("\r\n".join([",".join(COLUMNS), *lines, ""]).encode())
    return path


def line(**changes: str) -> str:
    return ",".join(row(**changes).values())


def book(path: Path, **sheets: list[list]) -> Path:
    """A workbook of these sheets."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for one in rows:
            sheet.append(one)
    made.save(path)
    return path


def table(*rows: dict) -> list[list]:
    return [list(COLUMNS), *([one[c] for c in COLUMNS] for one in rows)]


def edited(path: Path, part: str, old: str, new: str) -> Path:
    """A workbook with a part rewritten by hand, as other programs write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts[part].decode()
    parts[part] = re.sub(old, new, content, count=1).encode()
    assert parts[part].decode() != content
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("size", ["A1:I2", "A1", "A1:XFD1048576", "B2:C3"])
def test_what_a_workbook_says_about_its_size_is_not_believed(engine, tmp_path, size):
    file = write_xlsx(tmp_path / "m.xlsx", row(), another(1), another(2))
    edited(file, SHEET, r'<dimension ref="[^"]*"', f'<dimension ref="{size}"')
    assert count_rows(file) >= 0
    report = take(engine, file)
    assert (report.rows, report.members) == (3, Changes(3, 0))


def test_a_workbook_that_says_nothing_about_its_size_is_read(engine, tmp_path):
    file = write_xlsx(tmp_path / "m.xlsx", row(), another(1))
    edited(file, SHEET, r'<dimension ref="[^"]*"\s*/>', "")
    assert take(engine, file).rows == 2


@pytest.mark.parametrize(
    "blank", ["", ",,,,,,,,,", " ", ",,, ,,,,,,,,,,,", "\t", "　,　", '"",""', '" "']
)
def test_rows_with_nothing_in_them_are_passed_over(engine, tmp_path, blank):
    second = line(number="7920000001", id_masked="")
    file = text(tmp_path / "m.csv", blank, blank, line(), blank, second, blank)
    assert take(engine, file).members == Changes(2, 0)


@pytest.mark.parametrize("blank", ["", " ", None, "　"])
def test_rows_with_nothing_in_them_are_passed_over_in_workbooks_too(engine, tmp_path, blank):
    nothing = dict.fromkeys(COLUMNS, blank)
    file = write_xlsx(tmp_path / "m.xlsx", nothing, row(), nothing, nothing)
    assert take(engine, file).rows == 1


def test_commas_behind_the_head_and_the_rows_do_no_harm(engine, tmp_path):
    file = tmp_path / "m.csv"
    file.write_text(f"{','.join(COLUMNS)},,,\n{line()},,,\n,,,,,,,,,,,,\n", encoding="utf-8")
    assert take(engine, file).rows == 1


def test_an_open_quote_is_told_by_its_line_and_hides_no_other_fault(engine, tmp_path):
    good = [line(number=f"792{n:07}", id_masked="") for n in range(3000)]
    good[4] = good[4].replace("示例机械厂", '"示例机械厂')
    good[200] = good[200].replace("valid", "wrong")
    good[2000] = '"' + good[2000]
    good[2999] = good[2999].replace("示例机械厂", '"示例"机械厂')
    lines = refused(engine, text(tmp_path / "m.csv", *good))
    assert [one.split(":")[0] for one in lines[:-1]] == [
        "line 6",
        "line 202",
        "line 2002",
        "line 3001",
    ]
    assert "quotation mark" in lines[0]
    assert "state 'wrong'" in lines[1]


def test_two_open_quotes_that_seem_to_belong_together_swallow_nobody(engine, tmp_path):
    first = line(employer='"示例甲厂')
    second = line(number="7920000001", employer='示例乙厂"')
    lines = refused(engine, text(tmp_path / "m.csv", first, second))
    assert lines[0].startswith("line 2: employer has a line break: is a quotation mark missing?")


def test_quotes_inside_words_and_line_breaks_in_remarks_are_fine(engine, tmp_path):
    head = ",".join([*COLUMNS, "备注"])
    file = tmp_path / "m.csv"
    one = line(employer='示例5"厂') + ',"多行\n备注，\n带""引号"""'
    two = line(number="7920000001", id_masked="", employer='"示例厂, ""沪东""分厂"') + ","
    file.write_text(f"{head}\n{one}\n{two}\n", encoding="utf-8")
    assert take(engine, file).rows == 2
    assert members(engine)["7920000001"].person.employer == '示例厂, "沪东"分厂'
    assert members(engine)["7921742180"].person.employer == '示例5"厂'


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_field_without_end_is_told_by_its_line(engine, tmp_path, quote):
    file = text(
        tmp_path / "m.csv", line(employer=f"{quote}{'长' * 140_000}{quote}"), line(plan="C")
    )
    lines = refused(engine, file)
    assert lines[0].startswith("line 2: the line has more than 100,000 characters")
    assert lines[1] == "line 3: plan 'C' is not A or B"


def test_a_file_that_is_one_line_is_read_in_pieces(engine, tmp_path):
    file = tmp_path / "m.csv"
    file.write_text("x" * 1_000_000, encoding="utf-8")
    assert "columns missing: number" in not_read(engine, file)


def test_a_comma_too_many_is_said_to_be_one(engine, tmp_path):
    file = text(tmp_path / "m.csv", line(employer="示例厂,沪东分厂"))
    assert refused(engine, file)[0].startswith("line 2: 11 values, but the head has 10 columns")


def test_a_wrong_value_without_end_is_shown_in_part(engine, tmp_path):
    (said, _) = refused(engine, write_csv(tmp_path / "m.csv", row(birth_date="9" * 5000)))
    assert len(said) < 200


def test_all_that_is_wrong_with_a_row_is_said_at_once(engine, tmp_path):
    wrong = row(number="12", plan="C", birth_date="昨天", mobile="1", covered_to="?")
    lines = refused(engine, write_csv(tmp_path / "m.csv", wrong, another(1, state="?")))
    assert [one[:6] for one in lines[:-1]] == ["line 2"] * 5 + ["line 3"]
    assert "write it as 2026-01-31" in "".join(lines)


@pytest.mark.parametrize(
    "written",
    [
        "1980/1/2",
        "1980-1-2",
        "1980.1.2",
        "1980.01.02",
        "1980年1月2日",
        "1980年01月02日",
        "1980年1月2号",
    ]
    + ["19800102", "1980 年 1 月 2 日", "1980/1/2 0:00", "1980-01-02 00:00:00", " 1980-01-02 "]
    + [
        "1980-01-02T00:00:00",
        "１９８０－０１－０２",
        "１９８０年１月２日",
        "1980/01/02 00:00:00.000",
    ],
)
def test_days_as_people_and_spreadsheets_write_them(engine, tmp_path, written):
    take(engine, write_csv(tmp_path / "m.csv", row(birth_date=written)))
    assert members(engine)["7921742180"].person.birth_date == "1980-01-02"


@pytest.mark.parametrize(
    "written",
    ["1980-2-30", "1980/13/1", "80/1/2", "2/1/1980", "1980-1", "29222", "1980-W01-1", "1980-1-2-3"]
    + ["1980/1-2", "198012", "二〇二六年一月", "1980年1月", "0000-00-00", "1980-01-02 abc"],
)
def test_what_is_no_certain_day_is_refused(engine, tmp_path, written):
    lines = refused(engine, write_csv(tmp_path / "m.csv", row(birth_date=written)))
    assert "is no date" in lines[0]


CLERKS = [
    "会员编号,姓名,单位,保障类别,会员卡状态,出生日期,手机,保障开始日,保障结束日,证件号（打星）",
    "会员号,会员姓名,工作单位,保障类型,卡状态,出生年月日,手机号码,保障起始日期,保障终止日期,身份证号",
    "*会员编号*,姓 名,单位名称：,保障计划(A/B),状态,出生日期(YYYY-MM-DD),联系电话,起始日期,截止日期,证件号码",
    " NUMBER ,Name,EMPLOYER,Plan,State,Birth Date,Mobile Phone,COVERED FROM,Covered-To,ID_Masked",
    "ｎｕｍｂｅｒ,姓名【必填】,公司,方案,会员状态,生日,移动电话,生效日期,到期日,身份证",
]


@pytest.mark.parametrize("head", CLERKS)
def test_columns_may_be_called_as_a_clerk_calls_them(engine, tmp_path, head):
    file = tmp_path / "m.csv"
    file.write_text(f"序号,{head},备注\n1,{line()},新\n", encoding="utf-8")
    assert take(engine, file).members == Changes(1, 0)
    assert members(engine)["7921742180"].person.mobile == row()["mobile"]


def test_no_name_means_two_columns():
    names = [head for column in ALL for head in (column.name, column.chinese, *column.others)]
    assert [column_of(head) for head in names] == [
        column.name for column in ALL for _ in (1, 1, *column.others)
    ]
    assert len({head.replace(" ", "") for head in names}) == len(names)
    for foreign in ("序号", "备注", "性别", "", "  ", "有效期至", "银行卡", "参加工作时间"):
        assert column_of(foreign) is None, foreign


def test_the_guide_has_every_column_by_both_names():
    guide = (Path(__file__).parents[2] / "docs" / "members.md").read_text(encoding="utf-8")
    rows = [one.split(" | ")[:2] for one in guide.splitlines() if one.startswith("| `")]
    assert rows == [[f"| `{column.name}`", column.chinese] for column in ALL]


def test_columns_may_stand_in_any_order_and_below_a_title(engine, tmp_path):
    order = list(reversed(COLUMNS))
    file = tmp_path / "m.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["2026年度会员名单"])
        writer.writerow([])
        writer.writerow(order)
        writer.writerow([row(plan="D")[name] for name in order])
    assert refused(engine, file)[0] == "line 4: plan 'D' is not A or B"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_column_that_stands_there_twice_is_a_fault(engine, tmp_path, kind):
    cells = [[*COLUMNS, "会员编号"], [*row().values(), "7920000001"]]
    file = tmp_path / f"m.{kind}"
    if kind == "csv":
        file.write_text("\n".join(",".join(one) for one in cells), encoding="utf-8")
    else:
        book(file, 会员=cells)
    assert "stand there twice: number（会员编号）" in not_read(engine, file)


def test_missing_columns_are_named_in_both_languages(engine, tmp_path):
    file = tmp_path / "m.csv"
    file.write_text("姓名,会员号\n1,2\n", encoding="utf-8")
    assert "columns missing: employer（单位）, plan（保障类别）" in not_read(engine, file)


def test_a_cover_or_a_hidden_list_may_stand_before_the_members(engine, tmp_path):
    lists = [["状态"], ["有效"], ["挂失"]]
    file = book(tmp_path / "m.xlsx", 说明=[["请填写"]], 选项=lists, 会员=table(row()), 空=[])
    edited(
        file, "xl/workbook.xml", 'name="选项"([^/]*)state="visible"', r'name="选项"\1state="hidden"'
    )
    assert take(engine, file).rows == 1


def test_two_sheets_of_members_are_a_fault_that_names_them(engine, tmp_path):
    file = book(tmp_path / "m.xlsx", 今年=table(row()), 去年=table(another(1)))
    edited(
        file, "xl/workbook.xml", 'name="去年"([^/]*)state="visible"', r'name="去年"\1state="hidden"'
    )
    assert "several sheets hold members: 今年, 去年 (hidden)" in not_read(engine, file)


def test_zeros_that_a_number_format_shows_are_taken(engine, tmp_path):
    made = Workbook()
    made.active.append(list(COLUMNS))
    made.active.append(list(row().values()))
    made.active["A2"] = 237409546
    made.active["A2"].number_format = "0000000000"
    made.active["F2"] = 19800102
    made.active["F2"].number_format = "00000000"
    made.active["G2"] = 13800000001.0
    made.save(tmp_path / "m.xlsx")
    take(engine, tmp_path / "m.xlsx")
    (number,) = members(engine)
    assert number == "0237409546"
    assert members(engine)[number].person.birth_date == "1980-01-02"


@pytest.mark.parametrize(
    ("column", "written", "read"),
    [
        ("number", "７９２１７４２１８０", "7921742180"),
        ("number", "'0237409546", "0237409546"),
        ("number", '="0237409546"', "0237409546"),
        ("number", "\t792 174 2180", "7921742180"),
        ("mobile", "１３８００００００01", "13800000001"),
        ("mobile", "138-0000-0001", "13800000001"),
        ("mobile", "+86 138 0000 0001", "13800000001"),
        ("mobile", "008613800000001", "13800000001"),
        ("id_masked", "310＊＊＊＊＊＊＊＊＊＊＊123ｘ", "310***********123X"),
        ("employer", "上海（示例）Ａ厂", "上海（示例）Ａ厂"),
        ("name", "　测试　甲 ", "测试　甲"),
    ],
)
def test_full_width_digits_and_other_ways_to_write_a_number(
    engine, tmp_path, column, written, read
):
    take(engine, write_csv(tmp_path / "m.csv", row(**{column: written})))
    (member,) = members(engine).values()
    assert getattr(member.person, column) == read


@pytest.mark.parametrize(
    ("column", "written", "read"),
    [
        ("plan", "Ｂ", "B"),
        ("plan", "b类", "B"),
        ("state", " Valid ", "valid"),
        ("state", "已挂失", "lost"),
    ],
)
def test_plans_and_states_in_other_letters(engine, tmp_path, column, written, read):
    take(engine, write_csv(tmp_path / "m.csv", row(**{column: written})))
    (member,) = members(engine).values()
    assert (member.coverages[0].plan if column == "plan" else member.state) == read


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml"])
def test_a_workbook_that_breaks_off_is_no_traceback(engine, tmp_path, part):
    file = write_xlsx(tmp_path / "m.xlsx", row(), another(1))
    edited(file, part, r"(?s)(.*)</.*", r"\1")
    assert "not a readable XLSX file" in not_read(engine, file)


def test_whoever_reads_without_looking_at_faults_is_stopped(tmp_path):
    file = text(tmp_path / "m.csv", '"' + line())
    with pytest.raises(RowError, match="quote"):
        list(read_rows(file))
    reported: list[RowFault] = []
    assert list(read_rows(file, reported.append)) == []
    assert [(fault.line, fault.code) for fault in reported] == [(2, "quote")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "word", ["=示例厂", "+示例厂", "-5厂", "@示例", "'=示例厂", "''+1", "#N/A", "_x0041_厂"]
)
def test_words_like_formulas_come_back_from_an_export(engine, tmp_path, kind, word):
    take(engine, write_xlsx(tmp_path / "in.xlsx", row(), another(1)))
    write_rows(tmp_path / "a.xlsx", [row(employer=word), another(1) | {"name": word}])
    assert take(engine, tmp_path / "a.xlsx").members == Changes(0, 2)
    assert members(engine)["7921742180"].person.employer == word
    out = tmp_path / f"out.{kind}"
    write_rows(out, export_rows(sessions(engine)))
    assert take(engine, out).members == Changes(0, 0)


def test_a_spreadsheet_shows_words_like_formulas_as_they_are(tmp_path):
    from openpyxl import load_workbook

    words = ["=1+1", "=cmd|'/c calc'!A1", "#N/A", "@SUM(1)", "+1"]
    write_rows(tmp_path / "m.xlsx", [row(employer=word) for word in words])
    cells = load_workbook(tmp_path / "m.xlsx").active["C"][1:]
    assert [(cell.value, cell.data_type) for cell in cells] == [(word, "s") for word in words]
    write_rows(tmp_path / "m.csv", [row(employer=word) for word in words])
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = [one["employer"] for one in csv.DictReader(file)]
    assert shown == ["'=1+1", "'=cmd|'/c calc'!A1", "#N/A", "'@SUM(1)", "'+1"]


def test_dates_of_a_workbook_may_be_dates_with_or_without_an_hour(engine, tmp_path):
    typed = row() | {"birth_date": date(1975, 8, 12), "covered_to": datetime(2026, 12, 31, 0, 0)}
    take(engine, write_xlsx(tmp_path / "m.xlsx", typed))
    (member,) = members(engine).values()
    assert (member.person.birth_date, member.coverages[0].ends) == (
        "1975-08-12",
        date(2026, 12, 31),
    )


def test_only_what_is_needed_is_needed(engine, tmp_path):
    file = book(tmp_path / "m.xlsx", 会员=[list(NEEDED), [row()[name] for name in NEEDED]])
    assert take(engine, file).members == Changes(1, 0)
