"""Members' files while they wait: sealed on the disk, in the clear in memory only."""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.members.waiting_files import WAIT_SECONDS, WaitingFiles
from models.vault import Vault
from tests.support.databases import KEY
from tests.support.members import another, row, write_csv, write_xlsx
from tests.support.staff import add_person, new_hotline

SECRET = "测试甲"


@pytest.fixture
def written() -> Iterator[list[str]]:
    """All files that are opened to be written, by Python, while something goes on."""
    seen: list[str] = []
    listening = [True]  # a hook stays for as long as the process lives

    def hear(event: str, arguments: tuple) -> None:
        if (
            listening
            and event == "open"
            and isinstance(arguments[2], int)
            and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        ):
            seen.append(str(arguments[0]))

    sys.addaudithook(hear)
    yield seen
    listening.clear()


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_an_import_puts_nothing_in_the_clear_on_the_disk(tmp_path, write, written, monkeypatch):
    hotline = new_hotline(tmp_path / "hotline")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    admin = add_person(hotline, "admin")
    kind = "csv" if write is write_csv else "xlsx"
    file = write(tmp_path / f"m.{kind}", row(), *(another(n) for n in range(8000)))
    content = file.read_bytes()
    assert len(content) > 500_000 or kind == "xlsx", "so large that werkzeug would use the disk"
    file.unlink()
    written.clear()
    page = admin.upload("/members/import", content, f"m.{kind}").text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    admin.post("/members/import/confirm", ticket=ticket)
    touched = {Path(name).name for name in written if "hotline" in name or "tmp" in name}
    assert all(name.endswith(".sealed") or "db" in name or "lock" in name for name in touched), (
        touched
    )
    for left in tmp_path.rglob("*"):
        if left.is_file():
            assert SECRET.encode() not in left.read_bytes(), left


def test_what_a_server_that_died_left_behind_is_gone_when_the_next_one_starts(tmp_path):
    hotline = new_hotline(tmp_path, data_key=KEY)
    folder = hotline.settings.var / "console"
    (folder / "tmpabc").mkdir(parents=True)
    (folder / "tmpabc" / "members.csv").write_text(SECRET)
    old, new = folder / "old.csv.sealed", folder / "new.csv.sealed"
    for file in (old, new):
        file.write_bytes(b"sealed")
    past = time.time() - WAIT_SECONDS - 60
    os.utime(old, (past, past))
    new_hotline(tmp_path, data_key=KEY)
    assert [left.name for left in folder.iterdir()] == ["new.csv.sealed"]


def test_a_file_that_waited_too_long_cannot_be_confirmed(tmp_path):
    waiting = WaitingFiles(tmp_path, Vault([KEY]))
    ticket = waiting.put(b"number", ".csv")
    assert waiting.has(ticket)
    assert waiting.opened(ticket).content == b"number"
    past = time.time() - WAIT_SECONDS - 60
    os.utime(tmp_path / f"{ticket}.sealed", (past, past))
    assert not waiting.has(ticket)
    waiting.put(b"number", ".csv")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("ticket", ["", ".", "..", "../../etc/passwd", "a" * 5000, "\N{BULLET}"])
def test_a_made_up_ticket_leads_nowhere(tmp_path, ticket):
    assert not WaitingFiles(tmp_path, Vault([KEY])).has(ticket)
