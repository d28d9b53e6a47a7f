"""Looking up members, and taking their files."""

import io
import re
from typing import get_args

import pytest
from sqlalchemy import func, select

from console.members import faults as member_faults
from models import member_faults as faults
from models.member import Member
from models.member_columns import CHINESE
from tests.support.members import another, row, take, write_csv
from tests.support.staff import add_person


def count(hotline) -> int:
    with hotline.services.sessions() as session:
        return session.scalar(select(func.count()).select_from(Member))


def test_a_file_is_checked_then_imported_and_the_member_is_found_masked(hotline, tmp_path):
    admin = add_person(hotline, "admin")
    before = count(hotline)
    file = write_csv(tmp_path / "m.csv", row())
    with file.open("rb") as upload:
        page = admin.post("/members/import", file=(upload, "m.csv")).text
    assert "预检通过" in page
    assert "<td>示例机械厂</td>" in page, "the first rows are shown"
    assert row()["name"] not in page
    assert count(hotline) == before
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    sealed = (hotline.settings.var / "console" / f"{ticket}.sealed").read_bytes()
    assert b"7921742180" not in sealed
    admin.post("/members/import/confirm", ticket=ticket)
    assert count(hotline) == before + 1
    assert list((hotline.settings.var / "console").iterdir()) == []

    operator = add_person(hotline, "operator")
    page = operator.post("/members", number="792 174 2180").text
    assert "＊" in page
    assert row()["name"] not in page
    assert row()["mobile"] not in page
    assert operator.logged()[-1] == ("member looked up", "********80")


def test_a_wrong_row_refuses_the_whole_file(hotline, tmp_path):
    admin = add_person(hotline, "admin")
    file = write_csv(tmp_path / "m.csv", row(number="12"))
    with file.open("rb") as upload:
        page = admin.post("/members/import", file=(upload, "m.csv")).text
    assert "没有导入" in page
    assert re.search(r">2</td><td[^>]*>会员编号只有 2 位", page)
    assert "确认导入" not in page


def test_every_fault_is_said_in_chinese():
    assert set(member_faults.REASONS) == set(get_args(faults.RowCode))
    assert set(member_faults.FILE_REASONS) == set(get_args(faults.FileCode))
    assert {name: str(shown) for name, shown in member_faults.COLUMNS.items()} == CHINESE


def test_all_faults_of_a_file_are_told_by_line(hotline, tmp_path):
    admin = add_person(hotline, "admin")
    wrong = [
        row(),
        row(number="79217421800"),
        row(number="7920000001", state="ok", name=""),
        row(number="7920000002", plan="C"),
        row(number="7920000003", birth_date="昨天"),
        row(number="7920000004", covered_to="2025-01-01"),
    ]
    told = fault_table(admin, write_csv(tmp_path / "m.csv", *wrong))
    assert [line for line, _ in told] == ["3", "4", "4", "5", "6", "7"]
    assert "有 11 位" in told[0][1]
    assert "“姓名”空着" in told[1][1]
    assert "会员卡状态“ok”不认识" in told.pop(2)[1]
    assert "“C”不是 A 或 B" in told[2][1]
    assert "“出生日期”里的“昨天”不是日期" in told[3][1]
    assert "早于" in told[4][1]
    twice = [row(), row(plan="B")]
    assert "和第 2 行" in fault_table(admin, write_csv(tmp_path / "t.csv", *twice))[0][1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.csv", "会员".encode("gbk"), "不是 UTF-8"),
        ("m.csv", b"number,name\n", "缺少这些列：employer"),
        ("m.xlsx", b"no zip", "打不开这个 Excel"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(hotline, tmp_path, name, content, said):
    admin = add_person(hotline, "admin")
    (tmp_path / name).write_bytes(content)
    with (tmp_path / name).open("rb") as upload:
        assert said in admin.post("/members/import", file=(upload, name)).text


def fault_table(admin, file) -> list[tuple[str, str]]:
    """(line, reason) as the page has them."""
    with file.open("rb") as upload:
        page = admin.post("/members/import", file=(upload, file.name)).text
    return re.findall(r'<td class="number">(\d+)</td><td class="text">(.*?)</td>', page)


def test_other_files_and_old_tickets_are_refused(hotline):
    admin = add_person(hotline, "admin")
    assert admin.post("/members/import", file=(b"x", "m.exe")).status_code in (200, 400)
    answer = admin.post("/members/import/confirm", ticket="../../data.key")
    assert answer.location.endswith("/members/import")


def test_an_unknown_number_is_told_and_written_down(operator):
    assert "没有这个会员编号" in operator.post("/members", number="0000000000").text
    assert operator.logged()[-1] == ("member looked up", "********00")


@pytest.mark.parametrize(
    ("role", "path"), [("editor", "/members"), ("operator", "/members/import")]
)
def test_who_may_not_is_told_so(hotline, role, path):
    assert add_person(hotline, role).get(path).status_code == 403


def test_the_page_says_which_columns_it_wants_and_its_empty_file_has_them(hotline):
    admin = add_person(hotline, "admin")
    page = admin.get("/members/import").text
    template = admin.get("/members/template.csv")
    heads = template.data.decode("utf-8-sig").strip().split(",")
    assert heads == list(CHINESE.values())
    for name in heads:
        assert name.removesuffix("（打星）") in page
    filled = template.data.decode("utf-8-sig") + ",".join(another(5123).values())
    answer = admin.post("/members/import", file=(io.BytesIO(filled.encode()), "members.csv"))
    assert "预检通过" in answer.text


def test_what_a_file_changes_is_shown_with_what_was_there(hotline, tmp_path):
    admin = add_person(hotline, "admin")
    known = row(number="7920000009", id_masked="")
    take(hotline.services.engine, write_csv(tmp_path / "m.csv", known))
    file = write_csv(tmp_path / "n.csv", {**known, "employer": "新单位", "state": "lost"})
    with file.open("rb") as upload:
        page = admin.post("/members/import", file=(upload, "n.csv")).text
    assert f"<del>{known['employer']}</del>" in page
    assert "<ins>新单位</ins>" in page
    assert "<ins>挂失</ins>" in page, "the card"
    assert known["name"] not in page


def test_a_period_that_ends_on_another_day_is_shown(hotline, tmp_path):
    admin = add_person(hotline, "admin")
    here = another(31234)
    take(hotline.services.engine, write_csv(tmp_path / "before.csv", here))
    file = write_csv(tmp_path / "m.csv", {**here, "covered_to": "2026-06-30"})
    with file.open("rb") as upload:
        page = admin.post("/members/import", file=(upload, "m.csv")).text
    assert f"<del>{here['covered_to']}</del>" in page
    assert "<ins>2026-06-30</ins>" in page


def test_the_log_has_the_files_name_and_no_members_number(hotline, admin, tmp_path):
    file = write_csv(tmp_path / "m.csv", row())
    names = ("名册 20261129.csv", "会员7921742180.csv")
    for name in names:
        with file.open("rb") as upload:
            page = admin.post("/members/import", file=(upload, name)).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    admin.post("/members/import/confirm", ticket=ticket)
    assert ("members checked", "名册 20261129.csv") in admin.logged()
    assert admin.logged()[-1] == ("members imported", "会员＊＊＊.csv")
    assert "名册 20261129.csv" in admin.get("/log", name=admin.name).text
