"""Looking up members, and taking their files."""

import re

import pytest
from sqlalchemy import func, select

from models.member import Member
from tests.console.conftest import add_person
from tests.models.members import row, write_csv


def count(house) -> int:
    with house.board.sessions() as session:
        return session.scalar(select(func.count()).select_from(Member))


def test_a_file_is_checked_then_imported_and_the_member_is_found_masked(house, tmp_path):
    admin = add_person(house, "admin")
    before = count(house)
    file = write_csv(tmp_path / "m.csv", row())
    with file.open("rb") as upload:
        page = admin.post("/members/import", file=(upload, "m.csv")).text
    assert "预检通过" in page
    assert count(house) == before
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    sealed = (house.settings.var / "console" / f"{ticket}.sealed").read_bytes()
    assert b"7921742180" not in sealed
    admin.post("/members/import/confirm", ticket=ticket)
    assert count(house) == before + 1
    assert list((house.settings.var / "console").iterdir()) == []

    operator = add_person(house, "operator")
    page = operator.post("/members", number="792 174 2180").text
    assert "＊" in page
    assert row()["name"] not in page
    assert row()["mobile"] not in page
    assert operator.logged()[-1] == ("member looked up", "********80")


def test_a_wrong_row_refuses_the_whole_file(house, tmp_path):
    admin = add_person(house, "admin")
    file = write_csv(tmp_path / "m.csv", row(number="12"))
    with file.open("rb") as upload:
        page = admin.post("/members/import", file=(upload, "m.csv")).text
    assert "没有导入" in page
    assert "line 2" in page
    assert "确认导入" not in page


def test_other_files_and_old_tickets_are_refused(house):
    admin = add_person(house, "admin")
    assert admin.post("/members/import", file=(b"x", "m.exe")).status_code in (200, 400)
    answer = admin.post("/members/import/confirm", ticket="../../data.key")
    assert answer.location.endswith("/members/import")


def test_an_unknown_number_is_told_and_written_down(operator):
    assert "没有这个会员编号" in operator.post("/members", number="0000000000").text
    assert operator.logged()[-1] == ("member looked up", "********00")


@pytest.mark.parametrize(
    ("role", "path"), [("editor", "/members"), ("operator", "/members/import")]
)
def test_who_may_not_is_told_so(house, role, path):
    assert add_person(house, role).get(path).status_code == 403
