"""What was learned from phrases is kept for the next start, and never believed when it does not fit."""

import os
from pathlib import Path

import numpy as np
import pytest

from kb.contract import Meaning
from kb.matching import kept, topic_model
from kb.matching.alignment import plain_row
from kb.matching.phonetics import hear
from kb.matching.topic_model import TopicModel

ROWS = [plain_row(hear(text), np.ones(len(text), np.float32)) for text in ("取钱收费吗", "卡丢了")]
LABELS = [Meaning("card.bank"), Meaning("card.reissue")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    return tmp_path / kept.FOLDER


def learned(digest: str = "a") -> list[int]:
    """What `learn` was asked for, as the weights it gave."""
    asked: list[int] = []

    def learn() -> np.ndarray:
        asked.append(1)
        return np.arange(3, dtype=np.float32)

    assert kept.learned_once(digest, learn).tolist() == [0, 1, 2]
    return asked


def test_it_is_learned_once():
    assert (learned(), learned()) == ([1], [])


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY torn", b"nonsense"])
def test_a_damaged_file_is_learned_anew(folder: Path, damage: bytes):
    learned()
    (folder / "a.npy").write_bytes(damage)
    assert (learned(), learned()) == ([1], [])


def test_where_nothing_can_be_kept_it_is_learned_each_time(folder: Path):
    folder.write_text("a file stands where the folder would be")
    assert (learned(), learned()) == ([1], [1])


def test_those_used_last_stay(folder: Path):
    for number in range(kept._MOST):
        learned(str(number))
        os.utime(folder / f"{number}.npy", (number, number))
    learned("0")
    learned("new")
    assert not (folder / "1.npy").exists()
    assert {"0.npy", "new.npy"} <= {path.name for path in folder.iterdir()}


def test_a_topic_model_read_back_judges_alike_and_another_is_learned_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(topic_model, "_MANY", 2)
    first = TopicModel(ROWS, LABELS)
    again = TopicModel(ROWS, LABELS)
    assert len(list(folder.iterdir())) == 1
    assert first.hear(ROWS[0]).score() == again.hear(ROWS[0]).score()
    other = TopicModel(ROWS, LABELS[::-1])
    assert len(list(folder.iterdir())) == 2
    assert other.hear(ROWS[0]).score() != first.hear(ROWS[0]).score()
