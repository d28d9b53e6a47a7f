"""The local journal: flushed, sealed, and readable after whatever happened to its file."""

import errno
import os

import pytest

from ivr.storage.journal import Journal, JournalError
from models.vault import Vault, new_key

KEY = new_key()


@pytest.fixture
def journal(tmp_path) -> Journal:
    return Journal(tmp_path, Vault([KEY]))


def owe(journal: Journal, *numbers: int) -> None:
    for number in numbers:
        journal.enqueue("CA1", {"kind": "turn", "seq": number})


def seqs(journal: Journal) -> list[int]:
    return [record["seq"] for record in journal.pending("CA1")]


def test_what_is_owed_is_read_back_in_order_by_another_process(journal, tmp_path):
    owe(journal, 0, 1, 2)
    assert seqs(Journal(tmp_path, Vault([KEY]))) == [0, 1, 2]
    assert journal.calls_pending() == ["CA1"]


def test_what_is_owed_is_on_the_disk_before_it_is_promised(journal, monkeypatch):
    flushed = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    owe(journal, 0)
    assert len(flushed) == 2, "the file and its folder"


def test_the_file_shows_nothing(journal, tmp_path):
    journal.enqueue("CA1", {"kind": "call", "caller": "13800001234"})
    assert b"13800001234" not in (tmp_path / "CA1.owed").read_bytes()


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_a_torn_tail_is_set_aside_and_the_rest_is_used(journal, tmp_path, cut):
    owe(journal, 0, 1, 2)
    file = tmp_path / "CA1.owed"
    file.write_bytes(file.read_bytes()[:-cut])
    assert seqs(journal) == ([0, 1, 2] if cut == 1 else [0, 1])
    assert (tmp_path / "CA1.damaged").exists() == (cut > 1)


def test_what_comes_after_a_torn_tail_is_not_lost(journal, tmp_path):
    owe(journal, 0, 1)
    file = tmp_path / "CA1.owed"
    file.write_bytes(file.read_bytes()[:-20])
    owe(journal, 2)
    assert seqs(journal) == [0, 2]


def test_a_damaged_line_in_the_middle_costs_only_itself(journal, tmp_path):
    owe(journal, 0, 1, 2)
    file = tmp_path / "CA1.owed"
    lines = file.read_bytes().split(b"\n")
    lines[1] = lines[1][:30] + b"#" + lines[1][31:]
    file.write_bytes(b"\n".join(lines))
    assert seqs(journal) == [0, 2]


def test_rubbish_is_no_journal(journal, tmp_path):
    (tmp_path / "CA1.owed").write_bytes(b"\x00\xff\n\n not sealed\n")
    assert seqs(journal) == []


def test_a_full_disk_is_said_not_hidden(journal, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JournalError, match="No space"):
        owe(journal, 0)


def test_a_full_disk_does_not_matter_to_the_mirror(journal, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Journal, "_append", full)
    journal.mirror("CA1", {"kind": "turn"})


def test_settled_debts_become_a_mirror_that_can_be_forgotten(journal, tmp_path):
    owe(journal, 0)
    journal.mark_delivered("CA1")
    assert not journal.has_pending("CA1")
    assert len(journal.read("CA1")) == 1
    journal.forget("CA1")
    assert journal.read("CA1") == []
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".lock" and p.name != ".lock"] == []


def test_mirrors_of_calls_long_quiet_are_dropped_debts_never(journal):
    journal.mirror("CA1", {"kind": "turn"})
    owe(journal, 0)
    journal.forget_older(60, now=os.stat(journal._mirror_file("CA1")).st_mtime + 61)
    assert len(journal.read("CA1")) == 1
    assert journal.has_pending("CA1")


def test_a_call_id_cannot_lead_out_of_the_folder(journal, tmp_path):
    journal.enqueue("../../etc/x", {"kind": "turn"})
    assert [p.parent for p in tmp_path.glob("*.owed")] == [tmp_path]
    assert journal.calls_pending() == ["../../etc/x"]
