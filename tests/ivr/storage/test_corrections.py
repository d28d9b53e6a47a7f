"""What operators corrected is learned from and can be taken along."""

import csv

import pytest
from click.testing import CliRunner

from ivr.cli.main import main
from ivr.config.settings import load
from ivr.storage import corrections
from kb.content import library
from models import migrate
from models.base import connect, sessions
from models.review import Review
from models.vault import Vault, new_key


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A database with three corrections; one has no meaning, one a meaning nobody knows now."""
    key = new_key()
    for name, value in {"VAR": str(tmp_path), "DATA_KEY": key}.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    chosen = load(check_signatures=False)
    engine = connect(chosen.database, Vault([key]))
    migrate.upgrade(engine)
    where = {"call_sid": "CA1", "epoch": 0, "name": "wang"}
    with sessions(engine).begin() as session:
        ami = {"topic": "illness.coverage", "illness": "ami"}
        session.add(Review(**where, seq=1, heard="心机梗塞陪不陪", said="心肌梗塞赔不赔", **ami))
        session.add(Review(**where, seq=2, heard="嗯", said="嗯"))
        ghost = {"topic": "illness.coverage", "illness": "ghost"}
        session.add(Review(**where, seq=3, heard="", said="鬼病赔不赔", **ghost))
    engine.dispose()
    return chosen


def test_they_become_examples_of_what_was_heard_and_of_what_was_said(settings):
    found = corrections.samples(corrections.read(settings), library.load())
    assert [(s.text, s.heard, s.meaning.illness) for s in found] == [
        ("心机梗塞陪不陪", True, "ami"),
        ("心肌梗塞赔不赔", False, "ami"),
    ]


def test_they_are_written_as_labelled_utterances(settings, tmp_path):
    target = tmp_path / "c.tsv"
    done = CliRunner().invoke(main, ["kb", "corrections", str(target)])
    assert "2 corrections" in done.output
    rows = list(csv.DictReader(target.read_text("utf-8").splitlines(), delimiter="\t"))
    assert rows[0]["heard"] == "心机梗塞陪不陪"
    assert rows[0]["illness"] == "ami"
