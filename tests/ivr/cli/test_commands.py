"""The commands for members and privacy, from the command line."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.cli.main import main
from ivr.services import build
from models import union_codes
from tests.support.members import row, write_csv

SAMPLE = str(Path(union_codes.__file__).with_name("sample_members.csv"))


@pytest.fixture
def hotline(tmp_path, monkeypatch):
    """Run `hotline ...` with data of its own; returns what it prints."""
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("HOTLINE_DATABASE_URL", raising=False)

    def run(*words: str, fails: bool = False) -> str:
        result = CliRunner().invoke(main, list(words))
        assert (result.exit_code != 0) == fails, result.output
        return result.output

    run("db", "upgrade")
    return run


def test_import_export_and_import_again(hotline, tmp_path):
    assert "members: 6 would be added" in hotline("members", "import", SAMPLE, "--dry-run")
    assert "members: 6 added, 0 changed." in hotline("members", "import", SAMPLE)
    out = tmp_path / "out.xlsx"
    assert "6 rows written" in hotline("members", "export", str(out))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "members: 0 added, 0 changed." in hotline("members", "import", str(out))


def test_a_faulty_file_is_refused_with_lines_and_reasons(hotline, tmp_path):
    file = write_csv(tmp_path / "m.csv", row(), row(number="12"))
    output = hotline("members", "import", str(file), fails=True)
    assert "line 3: number has 2 digits, not 10" in output
    assert "Nothing was imported." in output


def test_unknown_codes_are_told(hotline, tmp_path):
    file = write_csv(tmp_path / "m.csv", row(number="9990000001"))
    assert "union code 999 is not in the table (1 rows)" in hotline("members", "import", str(file))
    hotline("members", "import", str(file), "--strict-codes", fails=True)


def test_what_the_journal_owes_is_delivered_without_laying_out_the_knowledge(hotline, monkeypatch):
    monkeypatch.delattr(build, "published_library")
    assert "0 calls delivered." in hotline("db", "deliver")


def test_purge_tells_what_would_go(hotline):
    assert "calls: 0 would be deleted" in hotline("purge", "--dry-run")
    assert "calls: 0 deleted" in hotline("purge")


def test_a_person_is_exported_and_erased(hotline, tmp_path):
    hotline("members", "import", SAMPLE)
    file = tmp_path / "person.json"
    assert "members: 1" in hotline("person", "export", "--number", "7921742180", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8"))["members"][0]["name"] == "测试甲"
    assert "members: 1 erased" in hotline("person", "erase", "--number", "7921742180", "--yes")
    assert "members: 0" in hotline("person", "export", "--number", "7921742180", str(file))


def test_whom_must_be_said(hotline):
    assert "--number, --phone or both" in hotline("person", "erase", "--yes", fails=True)


def test_the_journal_can_be_delivered_by_hand(hotline):
    assert "0 calls delivered" in hotline("db", "deliver")


def test_the_data_key_is_changed(hotline, monkeypatch, tmp_path):
    hotline("members", "import", SAMPLE)
    new = hotline("db", "new-key").strip()
    old = (tmp_path / "var" / "data.key").read_text().strip()
    monkeypatch.setenv("HOTLINE_DATA_KEY", f"{new},{old}")
    assert "members: 6 sealed anew" in hotline("db", "reseal")
    assert "members: 0 sealed anew" in hotline("db", "reseal")
    assert "6 rows changed" in hotline("db", "reindex", "--yes")
    assert "must stay in its place until" in hotline("purge", fails=True)
    monkeypatch.setenv("HOTLINE_DATA_KEY", new)
    file = tmp_path / "person.json"
    assert "members: 1" in hotline("person", "export", "--number", "7921742180", str(file))
    assert "members: 0 added, 0 changed." in hotline("members", "import", SAMPLE)


def test_a_new_key_is_a_key(hotline, monkeypatch):
    monkeypatch.setenv("HOTLINE_DATA_KEY", hotline("db", "new-key").strip())
    assert "sealed with another data key" in hotline("members", "import", SAMPLE, fails=True)


def test_an_export_to_where_nothing_can_be_written_is_no_traceback(hotline, tmp_path):
    output = hotline("members", "export", str(tmp_path / "nowhere" / "out.csv"), fails=True)
    assert output.startswith("Error: ")
    assert "nowhere" in output
