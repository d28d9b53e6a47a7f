"""Whatever a name is made of: the file that an export writes is read back letter for letter."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.base import connect, sessions
from models.member_columns import COLUMNS
from models.member_export import export_rows
from models.member_file import read_rows, write_rows
from models.member_merge import Changes
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.members import another, members, take

PIECES = [
    "_x0041_",
    "x0042_",
    "_x",
    '="',
    "'=",
    "\u200b",
    "#N/A",
    *"=+-@'\"#,;|，＝＋－＠&<>%\\ 　`’",
]
printable = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"])
words = (
    st.lists(st.one_of(st.sampled_from(PIECES), printable), min_size=1, max_size=50)
    .map(lambda pieces: "".join(pieces).strip()[:50].strip())
    .filter(bool)
)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=150, deadline=None)
@given(names=st.lists(words, min_size=1, max_size=20))
@example(
    names=[
        "=1",
        "'=1",
        "''=1",
        '="1"',
        "'",
        "#REF!",
        "_x0041_x0042_",
        "_x005F_",
        '"',
        "a\u2029b"[:1],
    ]
)
def test_any_printable_name_is_read_as_it_was_written(kind, names):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"m.{kind}")
        rows = [another(n, employer=name) | {"name": name} for n, name in enumerate(names)]
        write_rows(file, rows)
        assert [row for _, row in read_rows(file)] == rows
        assert list(rows[0]) == list(COLUMNS)


@settings(max_examples=10, deadline=None)
@given(names=st.lists(words, min_size=1, max_size=20))
def test_an_export_of_any_members_changes_nothing_when_it_is_imported(names):
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(fresh_url("sqlite", Path(folder)), Vault([KEY]))
        write_rows(
            Path(folder, "in.xlsx"),
            [another(n, employer=name) | {"name": name} for n, name in enumerate(names)],
        )
        take(engine, Path(folder, "in.xlsx"))
        assert sorted(m.person.name for m in members(engine).values()) == sorted(names)
        for kind in ("csv", "xlsx"):
            out = Path(folder, f"out.{kind}")
            write_rows(out, export_rows(sessions(engine)))
            report = take(engine, out)
            assert (report.members, report.periods) == (Changes(0, 0), Changes(0, 0))
        engine.dispose()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nobody_else_can_read_an_export_even_while_it_is_written(tmp_path, kind):
    file = tmp_path / f"m.{kind}"
    file.touch(mode=0o644)
    seen = []

    def rows():
        seen.append(file.stat().st_mode & 0o777)
        yield another(1)

    write_rows(file, rows())
    assert seen == [0o600]
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_seen_in_older_records_does_not_spoil_the_file(tmp_path):
    for kind in ("csv", "xlsx"):
        file = tmp_path / f"m.{kind}"
        write_rows(file, [another(1, employer="示例\r\n厂\x00\x07甲\u2028乙\uffff")])
        assert [row["employer"] for _, row in read_rows(file)] == ["示例 厂 甲 乙"]
