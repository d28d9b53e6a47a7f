"""A model without the tokens of other languages hears what the whole one hears."""

import json
import struct
from pathlib import Path

import ctranslate2
import pytest

from speech.asr.whisper.decoder import Decoder
from speech.asr.whisper.tokens import said_here, slimmed
from speech.audio.front_end import prepared
from speech.audio.telephone import read_wav
from tests.support.engines import WEIGHTS

BASE = WEIGHTS / "whisper-base"
CLIP = Path(__file__).parents[1] / "audio" / "clips" / "papers.wav"
LETTERS = [f"letter {number}" for number in range(3000)]
VOCABULARY = [*LETTERS, "åľº", "ĠÑģÐ»Ð¾Ð²", "ãģĹãģ¦", "æ", "ĠThroughout", "<|endoftext|>", "<|zh|>"]
"""Behind the common ones: 场, a Russian word, kana, a part of a character, an English word."""
KEPT = [*range(3000), 3000, 3003, 3005, 3006]


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def table(name: str, *rows: bytes) -> bytes:
    """A table of 16-bit numbers."""
    content = b"".join(rows)
    shape = struct.pack("<BII", 2, len(rows), len(rows[0]) // 2)
    return text(name) + shape + struct.pack("<BI", 4, len(content)) + content


def row(number: int) -> bytes:
    return struct.pack("<HH", number, number)


def model(*tables: bytes, version: int = 6) -> bytes:
    aliases = struct.pack("<I", 1) + text("projection") + text("embeddings")
    head = struct.pack("<I", version) + text("WhisperSpec") + struct.pack("<II", 3, len(tables))
    return head + b"".join(tables) + aliases


def written(folder: Path, model_file: bytes) -> Path:
    (folder / "model.bin").write_bytes(model_file)
    (folder / "vocabulary.txt").write_text("".join(f"{t}\n" for t in VOCABULARY), encoding="utf-8")
    config = {"suppress_ids": [1, 3004, 3005], "suppress_ids_begin": [3001], "lang_ids": [3006]}
    (folder / "config.json").write_text(json.dumps({**config, "other": 1}), encoding="utf-8")
    return folder


def test_chinese_and_what_is_common_or_no_word_is_kept() -> None:
    assert said_here(VOCABULARY) == KEPT


def test_every_table_with_a_row_for_each_token_loses_the_same_rows(tmp_path: Path) -> None:
    rows = [row(number) for number in range(len(VOCABULARY))]
    whole = model(table("embeddings", *rows), table("layer", row(7), row(8)))
    slim = slimmed(written(tmp_path, whole))
    assert slim is not None
    left = [rows[number] for number in KEPT]
    assert slim.files["model.bin"] == model(
        table("embeddings", *left), table("layer", row(7), row(8))
    )
    assert slim.files["vocabulary.txt"].decode().splitlines() == [VOCABULARY[n] for n in KEPT]
    assert slim.tokens == KEPT


def test_lists_of_tokens_are_numbered_anew(tmp_path: Path) -> None:
    slim = slimmed(written(tmp_path, model(table("embeddings", *map(row, range(3007))))))
    assert slim is not None
    config = json.loads(slim.files["config.json"])
    assert config == {"suppress_ids": [1, 3002], "suppress_ids_begin": [], "lang_ids": [3003], "other": 1}  # fmt: skip


def test_files_of_another_kind_are_left_as_they_are(tmp_path: Path) -> None:
    assert slimmed(written(tmp_path, model(version=7))) is None
    (tmp_path / "vocabulary.txt").unlink()
    assert slimmed(tmp_path) is None


@pytest.mark.parametrize("left", [3, 40, 9000])
def test_a_file_that_was_cut_short_is_left_for_the_engine_to_refuse(
    tmp_path: Path, left: int
) -> None:
    whole = model(table("embeddings", *map(row, range(len(VOCABULARY)))))
    assert slimmed(written(tmp_path, whole[:left])) is None


def test_the_whole_model_and_the_slim_one_hear_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    if not BASE.is_dir():
        pytest.skip("Whisper is not installed")
    slim = Decoder(BASE)
    monkeypatch.setattr("speech.asr.whisper.decoder.slimmed", lambda _folder: None)
    whole = Decoder(BASE)
    assert isinstance(whole._model, ctranslate2.models.Whisper)
    samples = prepared(read_wav(CLIP), 16000)
    assert samples is not None
    one, other = (each.decode(each.encode(samples), "咨询电话：") for each in (slim, whole))
    assert one[0].text == other[0].text != ""
    assert one[0].confidence == pytest.approx(other[0].confidence, abs=0.05)
